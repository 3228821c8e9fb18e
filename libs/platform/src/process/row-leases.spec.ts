import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { FixedClock } from '../clock/clock.js';
import { createDataSource } from '../database/data-source.js';
import { Database } from '../database/database.js';
import { RowLeases } from './row-leases.repository.js';

const MINUTE = 60_000;

let source: DataSource;
let clock: FixedClock;
let leases: RowLeases;

beforeEach(async () => {
  source = await createDataSource('sqlite::memory:', { entities: [], migrations: [] }).initialize();
  await source.query('CREATE TABLE oven (id INTEGER, held_by TEXT, held_until TEXT, status TEXT, note TEXT)');
  await source.query(`INSERT INTO oven VALUES (1, NULL, NULL, 'Hot', NULL), (2, NULL, NULL, 'Cold', NULL)`);
  clock = new FixedClock(new Date('2027-01-31T09:00:00Z'));
  leases = new RowLeases(new Database(source), clock, {
    table: 'oven',
    holder: 'held_by',
    until: 'held_until',
    length: MINUTE,
    only: `status = 'Hot'`,
  });
});
afterEach(() => source.destroy());

const oven = async () =>
  (await source.query<Record<string, unknown>[]>('SELECT * FROM oven WHERE id = 1'))[0]!;

it('one has it, and another only once it was let go', async () => {
  const mark = (await leases.claim(1))!;
  expect(await leases.claim(1)).toBeUndefined();
  await leases.release(1, mark);
  expect(await oven()).toMatchObject({ held_by: null, held_until: null });
  expect(await leases.claim(1)).toEqual(expect.any(String));
});

it('ends by itself when it is not renewed', async () => {
  const mark = (await leases.claim(1))!;
  clock.advance(MINUTE - 1);
  expect(await leases.renew(1, mark)).toBe(true);
  clock.advance(MINUTE - 1);
  expect(await leases.claim(1)).toBeUndefined();
  clock.advance(2);
  expect(await leases.claim(1)).toEqual(expect.any(String));
});

it('who was too slow renews nothing, lets go of nothing and writes nothing', async () => {
  const slow = (await leases.claim(1))!;
  clock.advance(MINUTE + 1);
  const other = await leases.claim(1);
  expect(await leases.renew(1, slow)).toBe(false);
  await leases.release(1, slow, { note: 'burnt' });
  expect(await oven()).toMatchObject({ held_by: other, note: null });
});

it('need not run out when its holder died on this machine', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  await source.query('UPDATE oven SET held_by = ?, held_until = ? WHERE id = 1', [
    `${hostname().slice(0, 60)}:${pid}:ab`,
    '2027-01-31 10:00:00.000',
  ]);
  expect(await leases.claim(1)).toEqual(expect.any(String));
});

it('of a holder on another machine nothing is known but its lease', async () => {
  await source.query('UPDATE oven SET held_by = ?, held_until = ? WHERE id = 1', [
    'elsewhere:1:ab',
    '2027-01-31 10:00:00.000',
  ]);
  expect(await leases.claim(1)).toBeUndefined();
});

it('writes along what belongs to the claim and to the release', async () => {
  const mark = (await leases.claim(1, { note: 'bread' }))!;
  expect(await oven()).toMatchObject({ note: 'bread' });
  await leases.release(1, mark, { note: 'done' });
  expect(await oven()).toMatchObject({ note: 'done' });
});

it('takes only rows that can be taken', async () => {
  expect(await leases.claim(2)).toBeUndefined();
});
