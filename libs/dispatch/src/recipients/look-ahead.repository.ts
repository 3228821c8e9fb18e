import { Injectable } from '@nestjs/common';
import { Database, parameters } from '@facteur/platform';
import type { Portion } from './candidates-sql.js';

/** Somebody on a list of a mailing. */
export interface Prospect {
  targetId: string;
  /** Why they would not get it; null when they would. */
  reason: string | null;
  address: string | null;
}

@Injectable()
export class LookAheadRepository {
  constructor(private readonly database: Database) {}

  async lock(mailingId: number): Promise<void> {
    await this.database.query(
      `SELECT id
       FROM {mailing}
       WHERE id = ? ${this.database.dialect.forUpdate}`,
      [mailingId],
    );
  }

  async prospects({ from, verdict }: Portion, targetIds: string[]): Promise<Prospect[]> {
    if (targetIds.length === 0) return [];
    return this.database.query<Prospect>(
      `SELECT m.target_id AS "targetId", ${verdict} AS reason, a.address
       ${from.sql}
         AND m.target_id IN (${parameters(targetIds.length)})`,
      [...from.values, ...targetIds],
    );
  }

  async hasRecipient({ from, verdict }: Portion, condition = '1 = 1'): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT 1
       ${from.sql}
         AND ${verdict} IS NULL
         AND ${condition}
       LIMIT 1`,
      from.values,
    );
    return rows.length > 0;
  }

  async countRecipients({ from, verdict }: Portion): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT COUNT(*) AS total
       ${from.sql}
         AND ${verdict} IS NULL`,
      from.values,
    );
    return Number(row!.total);
  }

  /** @param value SQL over the source's own `list.from` */
  async countEmpty({ source, from, verdict }: Portion, value: string): Promise<number> {
    const { list } = source;
    const [row] = await this.database.query<{ total: number }>(
      `SELECT COUNT(*) AS total
       FROM (
         SELECT m.target_id AS t
         ${from.sql}
           AND ${verdict} IS NULL
       ) d
       JOIN (
         SELECT ${list.columns['id']!.sql} AS rid, ${value} AS v
         FROM ${list.from}
       ) w ON w.rid = d.t
       WHERE COALESCE(w.v, '') = ''`,
      from.values,
    );
    return Number(row!.total);
  }
}
