import { Injectable } from '@nestjs/common';
import { PublicLists, RecordSourceRegistry } from '@facteur/audience';
import { Clock, Database } from '@facteur/platform';
import { MailingContexts } from '../model/mailing-context.js';
import type { Mailing } from '../model/mailing.entity.js';
import { MailingLists } from '../model/mailing-lists.repository.js';
import { barredAddressesSql, candidatesSql, type Portion } from './candidates-sql.js';
import { EXCLUDED } from './recipient-rules-sql.js';

/** A mailing cut into pieces that one statement can handle, each with its rules. */
@Injectable()
export class Portions {
  constructor(
    private readonly database: Database,
    private readonly sources: RecordSourceRegistry,
    private readonly contexts: MailingContexts,
    private readonly links: MailingLists,
    private readonly publicLists: PublicLists,
    private readonly clock: Clock,
  ) {}

  /**
   * In sending order: list by list as they were chosen, in each the record types by their order. Fills
   * `barred_address`; call inside a transaction, and {@link forgetBarred} at its end.
   */
  async of(mailing: Mailing): Promise<Portion[]> {
    const { id: mailingId, channel } = mailing;
    const { targetListIds, excludingTargetListIds } = await this.links.of(mailingId);
    const { informational } = await this.contexts.of(mailing);
    const sources = this.sources.all().filter((source) => source.addresses(channel) !== undefined);
    if (sources.length === 0) return [];
    const portions: Portion[] = [];
    await this.forgetBarred(mailingId);
    const hasExcluding = excludingTargetListIds.length > 0;
    if (hasExcluding)
      await this.bar(
        barredAddressesSql('excluded-address', { mailingId, listId: EXCLUDED }, channel, sources),
      );
    for (const listId of targetListIds) {
      const types = await this.typesOn(listId);
      const hasOptedOut = await this.hasOptedOut(listId);
      if (hasOptedOut)
        await this.bar(barredAddressesSql('opted-out-of-list', { mailingId, listId }, channel, sources));
      const consentNeeded = await this.publicLists.consentNeededOf(listId);
      const lessOftenDays = await this.publicLists.lessOftenDays(listId);
      for (const source of sources) {
        if (!types.has(source.targetType)) continue;
        const portion = candidatesSql({
          mailingId,
          listId,
          channel,
          source,
          informational,
          hasExcluding,
          hasOptedOut,
          now: this.clock.now(),
          lessOftenDays,
          consentNeeded,
        });
        if (portion) portions.push(portion);
      }
    }
    return portions;
  }

  async forgetBarred(mailingId: number): Promise<void> {
    await this.database.execute(
      `DELETE FROM {barred_address}
       WHERE mailing_id = ?`,
      [mailingId],
    );
  }

  /** The record types on a list. Index: ux_member. */
  private async typesOn(listId: number): Promise<Set<string>> {
    const rows = await this.database.query<{ type: string }>(
      `SELECT DISTINCT target_type AS type
       FROM {target_list_member}
       WHERE list_id = ?`,
      [listId],
    );
    return new Set(rows.map(({ type }) => type));
  }

  /** Whether anybody opted out of a list, members or not. Index: ix_member_state. */
  private async hasOptedOut(listId: number): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT 1
       FROM {target_list_member}
       WHERE list_id = ?
         AND opted_out = 1
       LIMIT 1`,
      [listId],
    );
    return rows.length > 0;
  }

  /**
   * Kept in a table for as long as the queue is built: with 500 excluded addresses among 100,000 members the join takes
   * 0.3 s by its key and 6 s over a derived table, which MariaDB cannot index at this width (bench:statements).
   */
  private async bar(addresses: string): Promise<void> {
    await this.database.execute(
      `INSERT INTO {barred_address} (mailing_id, list_id, address_key)
       ${addresses}`,
    );
  }
}
