import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { processMark } from '@facteur/platform';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpoolFiles } from './spool-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facteur-spool-'));
});
afterEach(() => rm(folder, { recursive: true }));

it.each([
  ['of a container of our name that lives beside us', 'just now', 0, false],
  ['of a process that had our number before us', 'two minutes ago', 120, true],
])('a segment %s, written to %s', async (_whose, _when, secondsAgo, isAbandoned) => {
  const files = new SpoolFiles({ dataDir: folder } as never, { folderNumber: async () => 1 } as never);
  const [host, pid] = processMark().split(':');
  const segment = files.nameOf(`${host}:${pid}:another`, 1);
  const path = await files.pathOf(segment);
  await writeFile(path, '');
  const at = new Date(Date.now() - secondsAgo * 1_000);
  await utimes(path, at, at);
  expect(await files.isAbandoned(segment)).toBe(isAbandoned);
});
