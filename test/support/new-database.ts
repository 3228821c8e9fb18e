import { randomBytes } from 'node:crypto';
import mysql from 'mysql2/promise';
import { onceARun } from './once-a-run.js';

export type DatabaseKind = 'SQLite' | 'MariaDB';

export interface TestDatabase {
  kind: DatabaseKind;
  url: string;
  drop(): Promise<void>;
}

/** In the MariaDB of the run: the schema as the migrations leave it. Made by the run's set-up. */
export const TEMPLATE = 'facteur_test_template';

/**
 * A database of its own, which is gone afterwards. MariaDB is the one that the whole run shares.
 *
 * @param isMigrated on MariaDB, a copy of {@link TEMPLATE}: a twentieth of the time that migrations take. Migrations have
 *   suites of their own, and SQLite's are run by each app.
 */
export async function newDatabase(kind: DatabaseKind, { isMigrated = false } = {}): Promise<TestDatabase> {
  if (kind === 'SQLite') return { kind, url: 'sqlite::memory:', drop: async () => undefined };
  const server = process.env.TEST_MYSQL_URL!;
  const name = `facteur_test_${randomBytes(6).toString('hex')}`;
  const run = async (sql: string) => {
    const connection = await mysql.createConnection({ uri: server, multipleStatements: true });
    await connection.query(sql);
    await connection.end();
  };
  const schema = isMigrated ? `USE ${name}; ${await onceARun('schema.sql', () => statements(server))}` : '';
  await run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4; ${schema}`);
  return { kind, url: server.replace(/\/[^/]*$/, `/${name}`), drop: () => run(`DROP DATABASE ${name}`) };
}

async function statements(server: string): Promise<string> {
  const connection = await mysql.createConnection(server.replace(/\/[^/]*$/, `/${TEMPLATE}`));
  const rows = async (sql: string) => (await connection.query<mysql.RowDataPacket[]>(sql))[0];
  const made = ['SET foreign_key_checks = 0'];
  for (const [table] of (await rows('SHOW TABLES')).map((row) => Object.values(row) as string[])) {
    const [shown] = await rows(`SHOW CREATE TABLE ${table!}`);
    made.push(shown!['Create Table'] as string, `INSERT INTO ${table!} SELECT * FROM ${TEMPLATE}.${table!}`);
  }
  await connection.end();
  return made.join(';\n');
}
