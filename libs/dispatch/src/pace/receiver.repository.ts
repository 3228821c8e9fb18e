import { Injectable } from '@nestjs/common';
import { Database, inChunks, parameters } from '@facteur/platform';

/** SQL of the domain of an address column. */
export type DomainSql = (column: string, database: 'sqlite' | 'mysql') => string;

/** Whatever may be sent yet, or again: one that keeps a rule which is gone would never be claimed. */
const MAY_GO = `('Pending', 'Sending', 'Failed', 'Unconfirmed')`;

/** Which group of receivers each item goes to (`queue_item.receiver_rule`; 0: none that has a rule). */
@Injectable()
export class ReceiverRepository {
  constructor(private readonly database: Database) {}

  /** Of the rules by which the items were told apart last; empty: never, or there were none. */
  async stampOf(mailingId: number): Promise<string> {
    const [row] = await this.database.query<{ stamp: string | null }>(
      `SELECT pace_stamp AS stamp
       FROM {mailing}
       WHERE id = ?`,
      [mailingId],
    );
    return row?.stamp ?? '';
  }

  async setStamp(mailingId: number, stamp: string): Promise<void> {
    await this.database.execute(
      `UPDATE {mailing}
       SET pace_stamp = ?
       WHERE id = ?`,
      [stamp, mailingId],
    );
  }

  /** Of what may still be sent. */
  async domains(mailingId: number, domainSql: DomainSql): Promise<string[]> {
    const rows = await this.database.query<{ domain: string }>(
      `SELECT DISTINCT ${domainSql('address_key', this.database.dialect.name)} AS domain
       FROM {queue_item}
       WHERE mailing_id = ?
         AND status IN ${MAY_GO}
         AND is_test = 0`,
      [mailingId],
    );
    return rows.map(({ domain }) => domain);
  }

  async clear(mailingId: number): Promise<void> {
    await this.database.execute(
      `UPDATE {queue_item}
       SET receiver_rule = 0
       WHERE mailing_id = ?
         AND status IN ${MAY_GO}
         AND receiver_rule <> 0`,
      [mailingId],
    );
  }

  async move(itemId: number, rule: number): Promise<void> {
    await this.database.execute(
      `UPDATE {queue_item}
       SET receiver_rule = ?
       WHERE id = ?`,
      [rule, itemId],
    );
  }

  async assign(mailingId: number, ruleId: number, domains: string[], domainSql: DomainSql): Promise<void> {
    for (const some of inChunks(domains, 1_000))
      await this.database.execute(
        `UPDATE {queue_item}
         SET receiver_rule = ?
         WHERE mailing_id = ?
           AND status IN ${MAY_GO}
           AND is_test = 0
           AND ${domainSql('address_key', this.database.dialect.name)} IN (${parameters(some.length)})`,
        [ruleId, mailingId, ...some],
      );
  }

  /** Messages claimed and not settled, by rule: of receivers and of accounts. Index: ix_queue_claimed. */
  underWay(): Promise<Map<number, number>> {
    return this.byRule(`claimed_by IS NOT NULL AND status IN ('Pending', 'Sending')`, []);
  }

  /** What dead processes were handing over, by rule. */
  beingHandedOver(processIds: number[]): Promise<Map<number, number>> {
    return this.byRule(`claimed_by IN (${parameters(processIds.length)}) AND status = 'Sending'`, processIds);
  }

  private async byRule(condition: string, values: unknown[]): Promise<Map<number, number>> {
    const rows = await this.database.query<{ receiver: number; account: number; total: number }>(
      `SELECT receiver_rule AS receiver, account_rule AS account, COUNT(*) AS total
       FROM {queue_item}
       WHERE ${condition}
         AND is_test = 0
       GROUP BY receiver_rule, account_rule`,
      values,
    );
    const totals = new Map<number, number>();
    for (const { receiver, account, total } of rows)
      for (const id of [receiver, account]) if (id) totals.set(id, (totals.get(id) ?? 0) + Number(total));
    return totals;
  }

  /** Open items of a mailing, by rule of receivers. Index: ix_queue_claim. */
  async pending(mailingId: number): Promise<Map<number, number>> {
    const rows = await this.database.query<{ receiver: number; total: number }>(
      `SELECT receiver_rule AS receiver, COUNT(*) AS total
       FROM {queue_item}
       WHERE mailing_id = ?
         AND status = 'Pending'
         AND is_test = 0
       GROUP BY receiver_rule`,
      [mailingId],
    );
    return new Map(rows.map(({ receiver, total }) => [receiver, Number(total)]));
  }
}
