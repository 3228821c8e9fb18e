import type { Database } from './database.js';

/** The row of a table by its public id: nobody else changes it until the transaction ends. @param table never what a user typed */
export async function lockRow(database: Database, table: string, publicId: string): Promise<void> {
  await database.query(
    `SELECT id
     FROM {${table}}
     WHERE public_id = ? ${database.dialect.forUpdate}`,
    [publicId],
  );
}
