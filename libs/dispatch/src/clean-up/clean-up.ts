import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { ArchiveHorizon } from '@facteur/campaigns';
import { Clock, isRetryable, monthsAfter } from '@facteur/platform';
import { setTimeout as pause } from 'node:timers/promises';
import { ItemArchive } from '../queue/item-archive.repository.js';
import { SendingSettings } from '../settings/sending-settings.js';

/** Between two slices, in milliseconds: whoever sends or reads meanwhile comes first. */
const BREATH = 10;
/** Of one run; the rest waits for the next. */
const MOST_ITEMS = 2_000_000;

/** Whoever writes to the same items comes first, again and again; in milliseconds. */
const MANNERS = 1_000;

export interface CleanedUp {
  mailings: number;
  items: number;
  logEntries: number;
}

/**
 * Puts the queue and the log of mailings that ended long ago into the archive, a few hundred items a transaction. No
 * number, list, segment or link changes by it.
 */
@Injectable()
export class CleanUp implements BeforeApplicationShutdown {
  private stopping = false;

  constructor(
    private readonly clock: Clock,
    private readonly settings: SendingSettings,
    private readonly archive: ItemArchive,
    private readonly horizon: ArchiveHorizon,
  ) {}

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }

  async run(): Promise<CleanedUp> {
    const done: CleanedUp = { mailings: 0, items: 0, logEntries: 0 };
    const { archiveAfterMonths } = await this.settings.read();
    if (archiveAfterMonths === 0) return done;
    const until = monthsAfter(this.clock.now(), -archiveAfterMonths);
    const announced = await this.horizon.advance(until);
    if (announced === undefined) return done;
    // An admin may have chosen more months since it was said.
    const before = announced < until ? announced : until;
    for (let last = 0; ;) {
      const mailings = await this.archive.mailingsToStore(before, last);
      if (mailings.length === 0) return done;
      for (const mailing of mailings) {
        if (!(await this.store(mailing, before, done))) return done;
        last = mailing;
      }
    }
  }

  /** @returns false when the run is over. */
  private async store(mailing: number, before: Date, done: CleanedUp): Promise<boolean> {
    let isBegun = false;
    for (;;) {
      if (this.stopping || done.items >= MOST_ITEMS) return false;
      const slice = await this.archive.store(mailing, before).catch(unlessOvertaken);
      if (slice === undefined) {
        await pause(MANNERS);
        continue;
      }
      const { items, entries } = slice;
      if (items === 0) return true;
      if (!isBegun) done.mailings += 1;
      isBegun = true;
      done.items += items;
      done.logEntries += entries;
      await pause(BREATH);
    }
  }
}

function unlessOvertaken(error: unknown): undefined {
  if (!isRetryable(error)) throw error;
}
