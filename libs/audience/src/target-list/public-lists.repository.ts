import { Injectable } from '@nestjs/common';
import { Database, parameters } from '@facteur/platform';
import type { ConsentLevel } from '../consent/consent.js';
import { consentStands } from '../consent/consent-sql.js';
import type { Target } from '../record-source/target-key.js';

/** A list that somebody may choose. */
export interface ListChoice {
  key: number;
  /** Public id. */
  id: string;
  name: string;
  description: string | null;
  /** Null where "less often" is not offered. */
  lessOftenDays: number | null;
  subscribed: boolean;
  lessOften: boolean;
}

/** Lists as recipients know them: those with a public name. */
@Injectable()
export class PublicLists {
  constructor(private readonly database: Database) {}

  /** Public names of those of the lists that a record is on, opted out or not. */
  async namesOf(
    listIds: number[],
    { targetType, targetId }: { targetType: string | null; targetId: string | null },
  ): Promise<string[]> {
    if (listIds.length === 0) return [];
    const rows = await this.database.query<{ name: string }>(
      `SELECT t.public_name AS name
       FROM {target_list} t
       JOIN {target_list_member} m ON m.list_id = t.id
       WHERE t.id IN (${parameters(listIds.length)})
         AND t.public_name IS NOT NULL
         AND m.target_type = ?
         AND m.target_id = ?
       ORDER BY t.public_name`,
      [...listIds, targetType, targetId],
    );
    return rows.map(({ name }) => name);
  }

  async areThere(): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT id
       FROM {target_list}
       WHERE public_name IS NOT NULL
       LIMIT 1`,
    );
    return rows.length > 0;
  }

  /** All lists that may be chosen, with what a record has chosen; a list that asks for proof which is not there is not. */
  async choicesOf(
    { targetType, targetId }: Target,
    channel: string,
    addressKey: string,
  ): Promise<ListChoice[]> {
    const rows = await this.database.query<{
      key: number;
      id: string;
      name: string;
      description: string | null;
      days: number | null;
      member: number;
      opted_out: number;
      less_often: number;
      agreed: number;
    }>(
      `SELECT t.id AS "key", t.public_id AS id, t.public_name AS name, t.public_description AS description,
              t.less_often_days AS days, COALESCE(m.listed, 0) AS member,
              COALESCE(m.opted_out, 0) AS opted_out, COALESCE(m.less_often, 0) AS less_often,
              CASE WHEN t.consent_needed IS NULL OR ${consentStands({
                ...{ listId: 't.id', channel: '?', addressKey: '?', needed: 't.consent_needed' },
              })} THEN 1 ELSE 0 END AS agreed
       FROM {target_list} t
       LEFT JOIN {target_list_member} m
         ON m.list_id = t.id
         AND m.target_type = ?
         AND m.target_id = ?
       WHERE t.public_name IS NOT NULL
       ORDER BY t.public_name, t.id
       LIMIT 100`,
      [addressKey, channel, targetType, targetId],
    );
    return rows.map((row) => ({
      key: row.key,
      id: row.id,
      name: row.name,
      description: row.description,
      lessOftenDays: row.days,
      subscribed: Number(row.member) === 1 && Number(row.opted_out) === 0 && Number(row.agreed) === 1,
      lessOften: Number(row.less_often) === 1,
    }));
  }

  /** Keys of all other lists that a record is on and has not left, those of no public name too. */
  async othersOf({ targetType, targetId }: Target, but: number[]): Promise<number[]> {
    const rows = await this.database.query<{ list_id: number }>(
      `SELECT list_id
       FROM {target_list_member}
       WHERE target_type = ?
         AND target_id = ?
         AND opted_out = 0`,
      [targetType, targetId],
    );
    return rows.map((row) => row.list_id).filter((key) => !but.includes(key));
  }

  async setLessOften(listId: number, { targetType, targetId }: Target, lessOften: boolean): Promise<void> {
    await this.database.execute(
      `UPDATE {target_list_member}
       SET less_often = ?
       WHERE list_id = ?
         AND target_type = ?
         AND target_id = ?`,
      [lessOften, listId, targetType, targetId],
    );
  }

  /** What a list asks for before mail goes out through it. */
  async consentNeededOf(listId: number): Promise<ConsentLevel | null> {
    const [row] = await this.database.query<{ needed: ConsentLevel | null }>(
      `SELECT consent_needed AS needed
       FROM {target_list}
       WHERE id = ?`,
      [listId],
    );
    return row?.needed ?? null;
  }

  /** Days between two letters for those who chose "less often" on a list; undefined where nobody can, or did. */
  async lessOftenDays(listId: number): Promise<number | undefined> {
    const [row] = await this.database.query<{ days: number }>(
      `SELECT t.less_often_days AS days
       FROM {target_list} t
       WHERE t.id = ?
         AND t.less_often_days IS NOT NULL
         AND EXISTS (
           SELECT 1
           FROM {target_list_member} m
           WHERE m.list_id = t.id
             AND m.less_often = 1)`,
      [listId],
    );
    return row?.days;
  }
}
