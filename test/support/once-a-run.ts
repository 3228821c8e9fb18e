import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Names the folder of a run of the tests. */
export const ONCE = 'FACTEUR_TEST_RUN';

/**
 * What every suite would make alike, made by the first of a run and read by the others: suites share no memory, and the
 * document of the API alone takes a second and a half.
 *
 * @param make gives a text; several may make it at once, and all make the same
 */
export async function onceARun(name: string, make: () => Promise<string>): Promise<string> {
  const folder = process.env[ONCE];
  if (!folder) return make();
  const file = join(folder, name);
  if (existsSync(file)) return readFileSync(file, 'utf8');
  const text = await make();
  const own = `${file}.${randomBytes(4).toString('hex')}`;
  writeFileSync(own, text);
  renameSync(own, file);
  return text;
}
