import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DONE_BETTER, KEPT } from './rows.js';

/** Walks every row of the behaviour: each is guarded by tests that exist. */
const root = join(import.meta.dirname, '..', '..');
const sources = ['libs', 'test'].flatMap((folder) =>
  (readdirSync(join(root, folder), { recursive: true }) as string[])
    .filter((file) => file.endsWith('.spec.ts') && !file.includes('dist') && !file.includes('node_modules'))
    .map((file) => readFileSync(join(root, folder, file), 'utf8')),
);
const unescaped = sources.map((source) => source.replace(/\\'/g, "'"));

describe.each([
  ['Kept', KEPT],
  ['Done better', DONE_BETTER],
])('%s', (_table, rows) => {
  it.each(Object.entries(rows))('%s', (_row, guards) => {
    for (const guard of guards)
      expect([guard, unescaped.some((source) => source.includes(guard))]).toEqual([guard, true]);
  });
});
