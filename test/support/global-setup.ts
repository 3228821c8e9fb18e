import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { MariaDb } from './mariadb.js';

const MEMORY = '/dev/shm';
const ENOUGH = 3 * 1024 ** 3;

/** In memory where there is enough: each suite makes its tables anew, and waiting for a disk proves nothing. */
function place(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** One MariaDB for the whole run; each test makes databases of its own in it. */
export default async function setUp(): Promise<void> {
  if (process.env.TEST_MYSQL_URL) return;
  const server = await MariaDb.start(place());
  (globalThis as { facteurMariaDb?: MariaDb }).facteurMariaDb = server;
  process.env.TEST_MYSQL_URL = server.url('');
}
