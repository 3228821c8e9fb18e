import { randomBytes } from 'node:crypto';
import mysql from 'mysql2/promise';

export type DatabaseKind = 'SQLite' | 'MariaDB';

export interface TestDatabase {
  kind: DatabaseKind;
  url: string;
  drop(): Promise<void>;
}

/** A database of its own, which is gone afterwards. MariaDB is the one that the whole run shares. */
export async function newDatabase(kind: DatabaseKind): Promise<TestDatabase> {
  if (kind === 'SQLite') return { kind, url: 'sqlite::memory:', drop: async () => undefined };
  const server = process.env.TEST_MYSQL_URL!;
  const name = `facteur_test_${randomBytes(6).toString('hex')}`;
  const run = async (sql: string) => {
    const connection = await mysql.createConnection(server);
    await connection.query(sql);
    await connection.end();
  };
  await run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  return { kind, url: server.replace(/\/[^/]*$/, `/${name}`), drop: () => run(`DROP DATABASE ${name}`) };
}
