import { Injectable } from '@nestjs/common';
import { AddressFormats } from '@facteur/audience';
import { LinkSigner } from '@facteur/campaigns';
import { type SentItem, SentItems } from '@facteur/dispatch';
import { Clock, DAY } from '@facteur/platform';
import type { Trace } from '../reader/tokens.js';
import type { Verdict } from '../reader/verdict.js';
import { verdictAbout } from './verdict-about.js';

/** A verdict, and the message of ours that it speaks of, if that is known. */
export interface TiedVerdict {
  verdict: Verdict;
  item?: SentItem;
  matchedBy?: string;
}

export type KnownItems = ReadonlyMap<number, SentItem>;

const CHANNEL = 'email';
/** A report about strangers may name thousands; so many are kept as evidence. */
const MOST_UNTIED = 20;

/** Ties what came in to what went out: by a signature of ours, or else by an address that was lately written to. */
@Injectable()
export class ItemFinder {
  constructor(
    private readonly signer: LinkSigner,
    private readonly items: SentItems,
    private readonly formats: AddressFormats,
    private readonly clock: Clock,
  ) {}

  /** Ids that genuine traces name; there need be no such item (any more). */
  idsIn(traces: Trace[]): number[] {
    return traces.flatMap(({ token }) => this.signer.readItemId(token) ?? []);
  }

  /**
   * The item that a genuine trace proves, whatever else the message says.
   *
   * @param known items that were looked up already
   */
  async byTrace(
    traces: Trace[],
    known?: KnownItems,
  ): Promise<{ item: SentItem; matchedBy: string } | undefined> {
    for (const { by, token } of traces) {
      const id = this.signer.readItemId(token);
      const item = id === undefined ? undefined : (known?.get(id) ?? (await this.items.find(id)));
      if (item) return { item, matchedBy: by };
    }
    return undefined;
  }

  /** One message of ours had one recipient, so a proven report comes to one verdict, however many it names. */
  async tie(
    verdicts: Verdict[],
    traces: Trace[],
    matchByAddressDays: number,
    known?: KnownItems,
  ): Promise<TiedVerdict[]> {
    const proven = await this.byTrace(traces, known);
    if (proven) {
      const verdict = verdictAbout(proven.item.addressKey, verdicts, (address) => this.keyOf(address));
      return verdict ? [{ verdict, ...proven }] : [];
    }
    // A mark of ours that does not verify was forged (or made under another APP_SECRET): nothing follows.
    const forged = traces.some(({ unmistakable }) => unmistakable);
    const keys = new Map(
      verdicts.slice(0, MOST_UNTIED).map((verdict) => [verdict, this.keyOf(verdict.recipient)]),
    );
    const found =
      forged || matchByAddressDays === 0
        ? new Map<string, SentItem>()
        : await this.items.lastSentTo(
            CHANNEL,
            [...new Set([...keys.values()].filter((key) => key !== undefined))],
            new Date(this.clock.now().getTime() - matchByAddressDays * DAY),
          );
    return [...keys].map(([verdict, key]) => {
      const item = key === undefined ? undefined : found.get(key);
      return item ? { verdict, item, matchedBy: 'address' } : { verdict };
    });
  }

  private keyOf(address: string): string | undefined {
    return this.formats.normalise(CHANNEL, address)?.key;
  }
}
