import { rmSync } from 'node:fs';
import type { MariaDb } from './mariadb.js';
import { ONCE } from './once-a-run.js';

export default async function tearDown(): Promise<void> {
  await (globalThis as { facteurMariaDb?: MariaDb }).facteurMariaDb?.stop();
  const folder = process.env[ONCE];
  if (folder) rmSync(folder, { recursive: true, force: true });
}
