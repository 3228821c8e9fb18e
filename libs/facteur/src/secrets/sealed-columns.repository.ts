import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';

/** A row with texts that rest encrypted, by column. */
export interface SealedRow {
  id: number;
  sealed: { column: string; text: string }[];
}

/** Columns of any table that hold secrets, encrypted. */
@Injectable()
export class SealedColumnsRepository {
  constructor(private readonly database: Database) {}

  /** All rows, with what they have in these columns; nobody changes them until the transaction ends. */
  async lock(table: string, columns: string[]): Promise<SealedRow[]> {
    const rows = await this.database.query<Record<string, string | number | null>>(
      `SELECT id, ${columns.join(', ')}
       FROM ${table} ${this.database.dialect.forUpdate}`,
    );
    return rows.map(({ id, ...texts }) => ({
      id: Number(id),
      sealed: columns
        .filter((column) => texts[column])
        .map((column) => ({ column, text: String(texts[column]) })),
    }));
  }

  async write(table: string, column: string, id: number, text: string): Promise<void> {
    await this.database.execute(
      `UPDATE ${table}
       SET ${column} = ?
       WHERE id = ?`,
      [text, id],
    );
  }
}
