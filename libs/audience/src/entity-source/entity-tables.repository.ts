import { Database } from '@facteur/platform';

/** What has to be asked about a table of a host's before SQL about it can be written. */
export class EntityTables {
  constructor(private readonly database: Database) {}

  /** Collations of the texts of a table, by column (MySQL; nothing on SQLite). @param path parts with dots between */
  async collationsOf(path: string): Promise<Map<string, string>> {
    if (this.database.dialect.name !== 'mysql') return new Map();
    const [table = '', schema] = path.split('.').reverse();
    const rows = await this.database.query<{ name: string; collation: string }>(
      `SELECT column_name AS name, collation_name AS collation
       FROM information_schema.columns
       WHERE table_schema = ${schema === undefined ? 'DATABASE()' : '?'}
         AND table_name = ?
         AND collation_name IS NOT NULL`,
      schema === undefined ? [table] : [schema, table],
    );
    return new Map(rows.map(({ name, collation }) => [name, collation]));
  }
}
