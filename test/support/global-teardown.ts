import type { MariaDb } from './mariadb.js';

export default async function tearDown(): Promise<void> {
  await (globalThis as { facteurMariaDb?: MariaDb }).facteurMariaDb?.stop();
}
