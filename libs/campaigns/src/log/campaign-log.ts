import { Injectable } from '@nestjs/common';
import { AddressFormats } from '@facteur/audience';
import { Database, readDate } from '@facteur/platform';
import { MailingDirectories } from '../mailing-directory.js';
import { type Counted, countedNames } from '../statistics/counted-names.js';
import { Counters } from '../statistics/counters.repository.js';
import { movesOf } from '../statistics/moves-of.js';
import { CampaignLogRepository, type KnownEntry } from './campaign-log.repository.js';
import type { LogEntry } from './log-actions.js';
import { newHits } from './new-hits.js';

/**
 * The log as it is written: what happens to messages, each once, and the counters beside it. Reading it is
 * CampaignLogReader's.
 */
@Injectable()
export class CampaignLog {
  constructor(
    private readonly database: Database,
    private readonly repository: CampaignLogRepository,
    private readonly counters: Counters,
    private readonly formats: AddressFormats,
    private readonly directories: MailingDirectories,
  ) {}

  /** Writes events that are known to be new, with a few statements for all; call inside the transaction that makes them true. */
  async append(entries: LogEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.repository.appendAll(
      entries,
      entries.map((entry) => this.groupOf(entry)),
    );
    await this.count(entries.map((entry) => ({ entry, counted: countedNames(entry, [], true) })));
  }

  /**
   * Writes one event and moves its counters, unless it is in the log already (by its dedupe key). Tests are kept and
   * counted nowhere. Opens and clicks are {@link recordHits}'.
   *
   * @returns whether the event was new.
   */
  async record(entry: LogEntry): Promise<boolean> {
    return this.database.transaction(async () => {
      // What is about to be archived is not, and what is there comes back: its entries lie in one place.
      if (entry.queueItemId !== null) await this.directories.the.lockItems([entry.queueItemId]);
      return this.write(entry);
    });
  }

  private async write(entry: LogEntry): Promise<boolean> {
    const isNew = await this.repository.append(entry, this.groupOf(entry));
    if (isNew) await this.count([{ entry, counted: countedNames(entry, [], true) }]);
    return isNew;
  }

  /**
   * Writes opens and clicks in the order in which they happened, with a few statements for all. What is in the log
   * already (by its dedupe key) is one hit more of the same record. Tests and suspected bots are kept; tests are counted
   * nowhere.
   *
   * @param entries of messages, each with its dedupe key.
   */
  async recordHits(entries: LogEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.database.transaction(async () => {
      const ids = [...new Set(entries.map((entry) => entry.queueItemId!))];
      // Two hits of one message at once must not both be the first.
      await this.directories.the.lockItems(ids);
      const known = await this.repository.hitsOf(ids);
      const news = newHits(entries, known);
      await this.repository.appendAll(
        news.fresh,
        news.fresh.map((entry) => this.groupOf(entry)),
      );
      await this.repository.hitAgain(news.again);
      await this.count(news.counted);
    });
  }

  /**
   * Makes the one record that each item has of an action what it should be: written when it is missing, changed
   * when the verdict did, taken back when `entry` is undefined. Counters move along. A few statements for all; call
   * with the items locked.
   *
   * @param wanted each dedupe key once
   */
  async settleAll(wanted: readonly { dedupeKey: string; entry: LogEntry | undefined }[]): Promise<void> {
    if (wanted.length === 0) return;
    const known = await this.repository.findByKeys(wanted.map(({ dedupeKey }) => dedupeKey));
    const there = wanted.flatMap(({ dedupeKey, entry }) => {
      const old = known.get(dedupeKey);
      return old ? [{ old, entry }] : [];
    });
    await this.append(
      wanted.flatMap(({ dedupeKey, entry }) =>
        entry && !known.has(dedupeKey) ? [{ ...entry, dedupeKey }] : [],
      ),
    );
    await this.repository.changeAll(
      there.flatMap(({ old, entry }) => (entry ? [[old.id, entry] as const] : [])),
    );
    await this.repository.removeAll(there.flatMap(({ old, entry }) => (entry ? [] : [old.id])));
    await this.count(
      there.flatMap(({ old, entry }) => {
        const group = old.addressGroup;
        const back = countedNames(asEntry(old), [], true).map((one) => ({ ...one, by: -one.by }));
        return [
          { entry: asEntry(old), counted: back, group },
          ...(entry ? [{ entry, counted: countedNames(entry, [], true), group }] : []),
        ];
      }),
    );
  }

  private async count(
    events: { entry: LogEntry; counted: Counted[]; group?: string | null }[],
  ): Promise<void> {
    const { moves, breakdown } = movesOf(
      events.map(({ entry, counted, group = this.groupOf(entry) }) => ({ entry, counted, group })),
    );
    await this.counters.move(moves);
    await this.counters.breakDown(breakdown);
  }

  /** Counters of everything that `work` writes move once, at its end; call inside the transaction. */
  countingOnce<T>(work: () => Promise<T>): Promise<T> {
    return this.counters.gathered(work);
  }

  /** What the channel groups addresses by: for e-mail the provider's domain. */
  private groupOf({ address }: LogEntry): string | null {
    return address === null ? null : this.formats.groupOf(address);
  }
}

/** As far as the numbers go that it moved. */
const asEntry = (known: KnownEntry): LogEntry => ({
  ...known,
  actionDate: readDate(known.actionDate)!,
  queueItemId: null,
  targetId: null,
  address: null,
});
