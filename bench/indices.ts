import type { Database } from '@facteur/platform';

/** Rows of a table that come in their millions: its indices are dropped first and built by sorting afterwards. */
export async function withoutIndices(
  database: Database,
  table: string,
  work: () => Promise<unknown>,
): Promise<void> {
  const { drop, create } =
    database.dialect.name === 'sqlite' ? await ofSqlite(database, table) : await ofMariaDb(database, table);
  for (const statement of drop) await database.execute(statement);
  await work();
  for (const statement of create) await database.execute(statement);
}

async function ofSqlite(database: Database, table: string) {
  const indices = await database.query<{ name: string; sql: string }>(
    `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL`,
    [table],
  );
  return {
    drop: indices.map(({ name }) => `DROP INDEX "${name}"`),
    create: indices.map(({ sql }) => sql),
  };
}

async function ofMariaDb(database: Database, table: string) {
  const indices = await database.query<{ name: string; several: number; columns: string }>(
    `SELECT index_name AS name, non_unique AS several, GROUP_CONCAT(column_name ORDER BY seq_in_index) AS columns
     FROM information_schema.statistics
     WHERE table_schema = DATABASE() AND table_name = ? AND index_name <> 'PRIMARY'
     GROUP BY index_name, non_unique`,
    [table],
  );
  if (indices.length === 0) return { drop: [], create: [] };
  const made = indices.map(
    ({ name, several, columns }) => `ADD ${Number(several) ? '' : 'UNIQUE '}INDEX \`${name}\` (${columns})`,
  );
  return {
    drop: [`ALTER TABLE ${table} ${indices.map(({ name }) => `DROP INDEX \`${name}\``).join(', ')}`],
    create: [`ALTER TABLE ${table} ${made.join(', ')}`],
  };
}
