import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { migrateFacteur } from '@facteur/facteur';
import { MariaDb } from './mariadb.js';
import { TEMPLATE } from './new-database.js';
import { ONCE } from './once-a-run.js';

/** One MariaDB for the whole run; each test makes databases of its own in it. */
export default async function setUp(): Promise<void> {
  if (!process.env.TEST_MYSQL_URL) {
    // Each suite makes its seventy tables anew, and waiting for a disk proves nothing.
    const server = await MariaDb.start({ isThrowaway: true });
    (globalThis as { facteurMariaDb?: MariaDb }).facteurMariaDb = server;
    process.env.TEST_MYSQL_URL = server.url('');
  }
  await makeTemplate(process.env.TEST_MYSQL_URL);
  process.env[ONCE] = mkdtempSync(join(tmpdir(), 'facteur-run-'));
}

async function makeTemplate(server: string): Promise<void> {
  const connection = await mysql.createConnection({ uri: server, multipleStatements: true });
  await connection.query(
    `DROP DATABASE IF EXISTS ${TEMPLATE}; CREATE DATABASE ${TEMPLATE} CHARACTER SET utf8mb4`,
  );
  await connection.end();
  await migrateFacteur({ url: server.replace(/\/[^/]*$/, `/${TEMPLATE}`), tablePrefix: '' });
}
