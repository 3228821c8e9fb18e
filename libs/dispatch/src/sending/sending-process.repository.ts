import { Injectable } from '@nestjs/common';
import { Database, parameters } from '@facteur/platform';

export interface OtherProcess {
  id: number;
  name: string;
  /** It was not heard of since the limit. */
  late: boolean;
}

/** The processes that send (table `sender`). */
@Injectable()
export class SendingProcessRepository {
  constructor(private readonly database: Database) {}

  /** @returns its number. */
  async add(name: string, now: Date): Promise<number> {
    return this.database.transaction(async () => {
      await this.database.execute(
        `INSERT INTO {sender} (name, seen_at)
         VALUES (?, ?)`,
        [name, now],
      );
      const [row] = await this.database.query<{ id: number }>(
        `SELECT id
         FROM {sender}
         WHERE name = ?`,
        [name],
      );
      return row!.id;
    });
  }

  /** @returns false when it was taken for dead in the meantime. */
  async beat(id: number, now: Date): Promise<boolean> {
    const known = await this.database.execute(
      `UPDATE {sender}
       SET seen_at = ?
       WHERE id = ?`,
      [now, id],
    );
    return known > 0;
  }

  /** All others, locked until the transaction ends. */
  async lockOthers(own: number, limit: Date): Promise<OtherProcess[]> {
    const rows = await this.database.query<{ id: number; name: string; late: number }>(
      `SELECT id, name, CASE WHEN seen_at < ? THEN 1 ELSE 0 END AS late
       FROM {sender}
       WHERE id <> ? ${this.database.dialect.forUpdate}`,
      [limit, own],
    );
    return rows.map((row) => ({ ...row, late: Number(row.late) === 1 }));
  }

  async remove(ids: number[]): Promise<void> {
    await this.database.execute(
      `DELETE FROM {sender}
       WHERE id IN (${parameters(ids.length)})`,
      ids,
    );
  }
}
