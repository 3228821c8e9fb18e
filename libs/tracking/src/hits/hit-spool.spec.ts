import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hit } from './hit.js';
import { HitSpool } from './hit-spool.js';
import type { SpoolFiles } from './spool-files.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facteur-spool-'));
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(folder, { recursive: true });
});

const hit = { kind: 'open', itemId: 1 } as Hit;

/** What files are asked to be on the disk, one after the other. */
async function syncs() {
  const handle = await open(join(folder, 'any'), 'w');
  const spied = jest.spyOn(Object.getPrototypeOf(handle) as typeof handle, 'datasync');
  await handle.close();
  return spied;
}

const spoolWith = (syncHits: boolean) =>
  new HitSpool(
    { nameOf: () => 'one', pathOf: async (name: string) => join(folder, name) } as unknown as SpoolFiles,
    { dataDir: folder, role: 'server', syncHits } as never,
  );

it.each([
  ['is answered when it is on the disk, once for all that came together, where that is asked for', true, 2],
  ['is answered when it is written, where nothing is asked for', false, 0],
])('a hit %s', async (_what, syncHits, times) => {
  const spied = await syncs();
  const spool = spoolWith(syncHits);
  await spool.append(hit);
  expect(spied).toHaveBeenCalledTimes(Math.min(1, times));
  await Promise.all([spool.append(hit), spool.append(hit), spool.append(hit)]);
  expect(spied.mock.calls.length).toBeGreaterThanOrEqual(times);
  expect(spied.mock.calls.length).toBeLessThan(times === 0 ? 1 : 4);
  await spool.onApplicationShutdown();
  expect((await readFile(join(folder, 'one'), 'utf8')).split('\n')).toHaveLength(5);
});

it('a hit that cannot be brought to the disk is refused, and is in no file', async () => {
  const spied = await syncs();
  spied.mockRejectedValueOnce(new Error('no space left'));
  const spool = spoolWith(true);
  await expect(spool.append(hit)).rejects.toThrow('no space left');
  expect(await readFile(join(folder, 'one'), 'utf8')).toBe('');
});

it('a hit is written anew when its file was taken for that of a process that is gone', async () => {
  const spool = new HitSpool(
    {
      nameOf: (_mark: string, sequence: number) => `segment ${sequence}`,
      pathOf: async (name: string) => join(folder, name),
    } as unknown as SpoolFiles,
    { dataDir: folder, role: 'server', syncHits: false } as never,
  );
  expect((await spool.append(hit)).segment).toBe('segment 1');
  await rm(join(folder, 'segment 1'));
  // Nobody does so before minutes have passed.
  const later = Date.now() + 600_000;
  jest.spyOn(Date, 'now').mockReturnValue(later);
  expect((await spool.append(hit)).segment).toBe('segment 2');
  expect(await readFile(join(folder, 'segment 2'), 'utf8')).toBe(`${JSON.stringify(hit)}\n`);
  await spool.onApplicationShutdown();
});
