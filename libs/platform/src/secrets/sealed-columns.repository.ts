import { Injectable } from '@nestjs/common';
import { SEALED_COLUMNS } from '../database/columns.js';
import { Database } from '../database/database.js';

/** All columns of entities that hold secrets: those declared with `SealedColumn`. */
@Injectable()
export class SealedColumns {
  constructor(private readonly database: Database) {}

  /**
   * Writes every one of them anew; nobody changes them meanwhile. Call inside a transaction.
   *
   * @param anew makes the new text of the old one.
   * @returns how many there were.
   */
  async rewrite(anew: (sealed: string) => string): Promise<number> {
    let count = 0;
    for (const { tableName, columns } of this.database.dataSource.entityMetadatas) {
      const sealed = columns
        .filter(({ target, propertyName }) =>
          SEALED_COLUMNS.some((one) => one.entity === target && one.property === propertyName),
        )
        .map(({ databaseName }) => databaseName);
      if (sealed.length) count += await this.rewriteIn(tableName, sealed, anew);
    }
    return count;
  }

  private async rewriteIn(
    table: string,
    columns: string[],
    anew: (sealed: string) => string,
  ): Promise<number> {
    const rows = await this.database.query<Record<string, string | number | null>>(
      `SELECT id, ${columns.join(', ')}
       FROM ${table} ${this.database.dialect.forUpdate}`,
    );
    let count = 0;
    for (const { id, ...texts } of rows)
      for (const [column, text] of Object.entries(texts)) {
        if (!text) continue;
        await this.database.execute(
          `UPDATE ${table}
           SET ${column} = ?
           WHERE id = ?`,
          [anew(String(text)), id],
        );
        count += 1;
      }
    return count;
  }
}
