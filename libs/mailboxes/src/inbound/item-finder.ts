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

  /** Those of them that are there, by id. */
  lookUp(traces: Trace[]): Promise<KnownItems> {
    return this.items.findAll([...new Set(this.idsIn(traces))]);
  }

  /**
   * The item that a genuine trace proves, whatever else the message says.
   *
   * @param known those that genuine traces name and that are there
   */
  proven(traces: Trace[], known: KnownItems): { item: SentItem; matchedBy: string } | undefined {
    for (const { by, token } of traces) {
      const id = this.signer.readItemId(token);
      const item = id === undefined ? undefined : known.get(id);
      if (item) return { item, matchedBy: by };
    }
    return undefined;
  }

  /**
   * Ties what several messages tell, with one statement for all. One message of ours had one recipient, so a proven
   * report comes to one verdict, however many it names.
   *
   * @param known those that genuine traces name and that are there
   */
  async tieAll(
    told: readonly { verdicts: Verdict[]; traces: Trace[] }[],
    matchByAddressDays: number,
    known: KnownItems,
  ): Promise<TiedVerdict[][]> {
    const judged = told.map(({ verdicts, traces }) => {
      const proven = this.proven(traces, known);
      if (!proven) return { untied: this.untied(verdicts, traces) };
      const verdict = verdictAbout(proven.item.addressKey, verdicts, (address) => this.keyOf(address));
      return { tied: verdict ? [{ verdict, ...proven }] : [] };
    });
    const keys = judged.flatMap(({ untied = [] }) => untied.flatMap(({ key }) => key ?? []));
    const found =
      matchByAddressDays === 0
        ? new Map<string, SentItem>()
        : await this.items.lastSentTo(
            CHANNEL,
            [...new Set(keys)],
            new Date(this.clock.now().getTime() - matchByAddressDays * DAY),
          );
    return judged.map(
      ({ tied, untied }) =>
        tied ??
        untied.map(({ verdict, key }) => {
          const item = key === undefined ? undefined : found.get(key);
          return item ? { verdict, item, matchedBy: 'address' } : { verdict };
        }),
    );
  }

  /** Verdicts that no trace ties, each with the address that may. */
  private untied(verdicts: Verdict[], traces: Trace[]): { verdict: Verdict; key: string | undefined }[] {
    // A mark of ours that does not verify was forged (or made under another APP_SECRET): nothing follows.
    const forged = traces.some(({ unmistakable }) => unmistakable);
    return verdicts
      .slice(0, MOST_UNTIED)
      .map((verdict) => ({ verdict, key: forged ? undefined : this.keyOf(verdict.recipient) }));
  }

  private keyOf(address: string): string | undefined {
    return this.formats.normalise(CHANNEL, address)?.key;
  }
}
