import { Injectable } from '@nestjs/common';
import { Database, parameters } from '@facteur/platform';
import type { Portion } from './candidates-sql.js';
import type { Reason } from './recipient-rules-sql.js';

const DUPLICATE: Reason = 'duplicate-address';

/** A look ahead keeps its rows under the mailing's negative number until its transaction ends. */
export const aheadOf = (mailingId: number) => -mailingId;

/**
 * Whoever a mailing does not go to, each person once: somebody who gets it through another list is not left out,
 * however many memberships of theirs count for nothing. Statements over sets; call inside a transaction.
 */
@Injectable()
export class LeftOutRepository {
  constructor(private readonly database: Database) {}

  /**
   * Of a queue that has just been built. Whoever is in it is found first, by ix_queue_target alone, so that the rules are
   * asked of the others only: of a million people who get it, nobody's address is read a second time. Whoever may get it
   * and has no item shares an address; that outweighs what another list says of them.
   *
   * @returns counts by reason
   */
  async keepBuilt(mailingId: number, portions: Portion[]): Promise<Record<string, number>> {
    await this.forget(mailingId);
    const { dialect } = this.database;
    const duplicate = (column: string) =>
      `CASE WHEN ${dialect.inserted('reason')} = '${DUPLICATE}' THEN ${dialect.inserted(column)}
            ELSE {mailing_left_out_person}.${column} END`;
    for (const { notQueued, verdict } of portions)
      await this.database.execute(
        `INSERT INTO {mailing_left_out_person} (mailing_id, target_type, target_id, reason, address)
         SELECT ${Number(mailingId)}, m.target_type, m.target_id, COALESCE(${verdict}, '${DUPLICATE}'), a.address
         ${notQueued.sql}
         ORDER BY m.target_id
         ${dialect.upsert(['mailing_id', 'target_type', 'target_id'], {
           address: duplicate('address'),
           reason: duplicate('reason'),
         })}`,
        notQueued.values,
      );
    return this.counts(mailingId);
  }

  /** The same for a queue that could be built now. */
  async lookAhead(
    mailingId: number,
    portions: Portion[],
  ): Promise<{ recipients: number; leftOut: Record<string, number> }> {
    const key = aheadOf(mailingId);
    await this.forget(key);
    if (portions.length === 0) return { recipients: 0, leftOut: {} };
    await this.addBarred(key, portions);
    for (const { from, verdict, source } of portions)
      await this.database.execute(
        `DELETE FROM {mailing_left_out_person}
         WHERE mailing_id = ?
           AND target_type = ?
           AND target_id IN (
             SELECT m.target_id
             ${from.sql}
               AND ${verdict} IS NULL)`,
        [key, source.targetType, ...from.values],
      );
    const all = eligible(portions);
    const [counted] = await this.database.query<{ addresses: number; people: number }>(
      `SELECT COUNT(DISTINCT e.address_key) AS addresses, COUNT(DISTINCT ${this.personOf('e')}) AS people
       FROM (${all.sql}) e`,
      all.values,
    );
    const recipients = Number(counted!.addresses);
    if (Number(counted!.people) > recipients) await this.addDuplicates(key, all);
    return { recipients, leftOut: await this.counts(key) };
  }

  /** How many recipients each portion brings that no earlier one did. */
  async byPortion(portions: Portion[]): Promise<number[]> {
    if (portions.length === 0) return [];
    const all = eligible(portions);
    const rows = await this.database.query<{ part: number; total: number }>(
      `SELECT f.part, COUNT(*) AS total
       FROM (
         SELECT e.address_key, MIN(e.part) AS part
         FROM (${all.sql}) e
         GROUP BY e.address_key
       ) f
       GROUP BY f.part`,
      all.values,
    );
    const counts = new Map(rows.map(({ part, total }) => [Number(part), Number(total)]));
    return portions.map((_, part) => counts.get(part) ?? 0);
  }

  async forget(key: number): Promise<void> {
    await this.database.execute(
      `DELETE FROM {mailing_left_out_person}
       WHERE mailing_id = ?`,
      [key],
    );
  }

  /** Those of some records that are left out, by id. */
  async of(
    key: number,
    targetType: string,
    targetIds: string[],
  ): Promise<Map<string, { reason: string; address: string | null }>> {
    const rows = await this.database.query<{ id: string; reason: string; address: string | null }>(
      `SELECT target_id AS id, reason, address
       FROM {mailing_left_out_person}
       WHERE mailing_id = ?
         AND target_type = ?
         AND target_id IN (${parameters(targetIds.length)})`,
      [key, targetType, ...targetIds],
    );
    return new Map(rows.map(({ id, ...row }) => [id, row]));
  }

  private async addBarred(key: number, portions: Portion[]): Promise<void> {
    for (const { from, verdict } of portions)
      await this.database.execute(
        `INSERT INTO {mailing_left_out_person} (mailing_id, target_type, target_id, reason, address)
         SELECT ${Number(key)}, m.target_type, m.target_id, ${verdict}, a.address
         ${from.sql}
           AND ${verdict} IS NOT NULL
         ${this.ignoring()}`,
        from.values,
      );
  }

  /** Of several records with one address the first gets it, in the order in which the queue would be built. */
  private async addDuplicates(key: number, all: { sql: string; values: unknown[] }): Promise<void> {
    const order = 'OVER (PARTITION BY e.address_key ORDER BY e.part, e.target_id)';
    const person = this.personOf('e');
    await this.database.execute(
      `INSERT INTO {mailing_left_out_person} (mailing_id, target_type, target_id, reason, address)
       SELECT ${Number(key)}, d.target_type, d.target_id, '${DUPLICATE}', d.address
       FROM (
         SELECT e.target_type, e.target_id, e.address, ${person} AS person,
                FIRST_VALUE(${person}) ${order} AS first_person
         FROM (${all.sql}) e
       ) d
       WHERE d.person <> d.first_person
       ${this.ignoring()}`,
      all.values,
    );
  }

  private async counts(key: number): Promise<Record<string, number>> {
    const rows = await this.database.query<{ reason: string; total: number }>(
      `SELECT reason, COUNT(*) AS total
       FROM {mailing_left_out_person}
       WHERE mailing_id = ?
       GROUP BY reason`,
      [key],
    );
    return Object.fromEntries(rows.map(({ reason, total }) => [reason, Number(total)]));
  }

  private personOf(alias: string): string {
    return this.database.dialect.concat(`${alias}.target_type`, `'/'`, `${alias}.target_id`);
  }

  private ignoring(): string {
    return this.database.dialect.ignoreDuplicates('mailing_left_out_person', 'mailing_id');
  }
}

function eligible(portions: Portion[]): { sql: string; values: unknown[] } {
  return {
    sql: portions
      .map(
        ({ from, verdict }, index) =>
          `SELECT ${index} AS part, m.target_type, m.target_id, a.address, a.address_key
           ${from.sql}
             AND ${verdict} IS NULL`,
      )
      .join('\nUNION ALL '),
    values: portions.flatMap(({ from }) => from.values),
  };
}
