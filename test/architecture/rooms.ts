import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../support/root.js';

/** Which libs each lib may look into. ESLint holds imports to it, tables.spec.ts the SQL. */
export const roomsBelow: Record<string, readonly string[]> = JSON.parse(
  readFileSync(join(ROOT, 'libs', 'rooms.json'), 'utf8'),
) as Record<string, readonly string[]>;
