import { Injectable } from '@nestjs/common';
import { Clock, HOUR, SettingsStore } from '@facteur/platform';

const NAME = 'archive';
/** No statement over the log takes so long, in milliseconds. */
const NOTICE = HOUR;
/** Much less than that. */
const FRESH = HOUR / 6;

interface State {
  /** Readers of what is older look into the archive as well. ISO 8601, like the others. */
  readUntil?: string;
  readSince?: string;
  /** What is older may be moved: readers have known of it for an hour or longer. */
  moveUntil?: string;
}

/**
 * Up to when the log and the queue may lie in the archive. Whoever reads something newer need not look there, which is
 * what makes it cheap to have one. It is said an hour before anything is moved: a statement that was made up before it
 * was said, and reads the log alone, is over by then.
 */
@Injectable()
export class ArchiveHorizon {
  /** Asked for with every message that something happens to; what is a few minutes old is still true. */
  private known: { at: number; horizon: Date | undefined } | undefined;

  constructor(
    private readonly settings: SettingsStore,
    private readonly clock: Clock,
  ) {}

  /** @returns undefined while nothing lies in the archive, nor is about to. */
  async current(): Promise<Date | undefined> {
    const now = this.clock.now().getTime();
    if (!this.known || now < this.known.at || now >= this.known.at + FRESH)
      this.known = { at: now, horizon: dateOf((await this.settings.read<State>(NAME)).readUntil) };
    return this.known.horizon;
  }

  /** Says that what is older than `until` is going to be moved. @returns up to when it may be moved now. */
  async advance(until: Date): Promise<Date | undefined> {
    const now = this.clock.now();
    this.known = undefined;
    await this.settings.change(NAME, (stored: State) => {
      const { readUntil, readSince } = stored;
      if (readUntil !== undefined && now.getTime() - dateOf(readSince)!.getTime() < NOTICE)
        return { ...stored };
      const later = readUntil !== undefined && dateOf(readUntil)! > until ? dateOf(readUntil)! : until;
      return {
        readUntil: later.toISOString(),
        readSince: now.toISOString(),
        ...(readUntil === undefined ? {} : { moveUntil: readUntil }),
      };
    });
    return dateOf((await this.settings.read<State>(NAME)).moveUntil);
  }
}

const dateOf = (text: string | undefined) => (text === undefined ? undefined : new Date(text));
