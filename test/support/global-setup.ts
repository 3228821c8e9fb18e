import { MariaDb } from './mariadb.js';

/** One MariaDB for the whole run; each test makes databases of its own in it. */
export default async function setUp(): Promise<void> {
  if (process.env.TEST_MYSQL_URL) return;
  // Each suite makes its sixty tables anew, and waiting for a disk proves nothing.
  const server = await MariaDb.start({ isThrowaway: true });
  (globalThis as { facteurMariaDb?: MariaDb }).facteurMariaDb = server;
  process.env.TEST_MYSQL_URL = server.url('');
}
