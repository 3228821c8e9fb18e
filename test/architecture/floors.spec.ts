import { expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REASONS } from '@facteur/dispatch/testing';
import { ROOT } from '../support/root.js';

const libs = join(ROOT, 'libs');
const dispatch = join(libs, 'dispatch', 'src');

/** Lowest first; imports go down only. */
const FLOORS = [
  'settings',
  'model',
  'channel',
  'pace',
  'recipients',
  'queue',
  'mailing',
  'delivery',
  'opt-out',
  'approval',
  'brake',
  'sending',
  'restore',
  'clean-up',
  'notices',
  'actions',
  'health',
];

const sourcesIn = (folder: string) =>
  (readdirSync(folder, { recursive: true }) as string[])
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));

it('dispatch is built floor upon floor', () => {
  const folders = readdirSync(dispatch, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'testing')
    .map(({ name }) => name);
  expect(folders.sort()).toEqual([...FLOORS].sort());
  const climbing = sourcesIn(dispatch).flatMap(({ file, text }) => {
    const own = FLOORS.indexOf(file.split('/')[0]!);
    if (own < 0) return [];
    return [...text.matchAll(/from '\.\.\/([a-z-]+)\//g)]
      .filter(([, folder]) => FLOORS.indexOf(folder!) > own)
      .map(([, folder]) => `${file} looks up into ${folder}`);
  });
  expect(climbing).toEqual([]);
});

it('who is left out, and why, is said in one file', () => {
  const table = 'dispatch/src/recipients/recipient-rules-sql.ts';
  const rooms = ['audience', 'campaigns', 'dispatch', 'email', 'tracking', 'mailboxes', 'crm'];
  const elsewhere = rooms.flatMap((room) =>
    sourcesIn(join(libs, room, 'src'))
      .map(({ file, text }) => ({ name: `${room}/src/${file}`, text }))
      .filter(({ name }) => name !== table)
      .flatMap(({ name, text }) =>
        [...text.matchAll(/WHEN [^`]*?THEN '([a-z-]+)'/g)]
          .filter(([, word]) => REASONS.includes(word as never))
          .map(([, word]) => `${name} decides ${word}`),
      ),
  );
  expect(elsewhere).toEqual([]);
});

it('in dispatch nobody knows the built-in record types, nor that a message is an e-mail', () => {
  const words = /'(Account|Contact|Lead|Mass Email|Informational Email)'|\bisInformational\([^)]*type/;
  const told = sourcesIn(dispatch)
    .map(({ file, text }) => ({ file, text: text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '') }))
    .filter(({ text }) => words.test(text.replace(/example: '[^']*'/g, '')))
    .map(({ file }) => file);
  expect(told).toEqual([]);
});

it('what a room shows is written by hand, name by name', () => {
  const whole = readdirSync(libs, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .filter(({ name }) => /export \*/.test(readFileSync(join(libs, name, 'src', 'index.ts'), 'utf8')))
    .map(({ name }) => name);
  expect(whole).toEqual([]);
});
