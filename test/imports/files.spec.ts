import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';
import { contactsAt, leftFiles, totalOf } from './lookups.js';

onBothDatabases('files as they come', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  let number = 0;

  /** Addresses of one test's own. */
  const fresh = () => `i${(number += 1)}@import.example`;

  const rows = (address: string) => `email;last name\n${address};Müller-Łoś\n`;

  const latin = (address: string) => `email;last name\n${address};Müller\n`;

  it.each([
    ['UTF-8 with a mark', (a: string) => Buffer.from(`\ufeff${rows(a)}`), 'Müller-Łoś'],
    ['UTF-16 of Excel', (a: string) => Buffer.from(`\ufeff${rows(a)}`, 'utf16le'), 'Müller-Łoś'],
    [
      'UTF-16 the other way round',
      (a: string) => Buffer.from(`\ufeff${rows(a)}`, 'utf16le').swap16(),
      'Müller-Łoś',
    ],
    ['Latin-1', (a: string) => Buffer.from(latin(a), 'latin1'), 'Müller'],
    ['line ends of the old Mac', (a: string) => rows(a).replaceAll('\n', '\r'), 'Müller-Łoś'],
    [
      'quoted cells with line breaks',
      (a: string) => `email,last name,description\n${a},"Müller-Łoś","a\nb"\n`,
      'Müller-Łoś',
    ],
    ['a formula', (a: string) => `email,last name\n${a},=1+1\n`, '=1+1'],
  ])('%s', async (_what, make, lastName) => {
    const address = fresh();
    expect((await app.import('Contact', make(address))).body).toMatchObject({
      status: 'Complete',
      createdCount: 1,
    });
    expect(await contactsAt(app, address)).toMatchObject([{ lastName }]);
  });

  it.each([
    ['no rows', '', 400, /has no rows/],
    ['a head alone', 'email,last name\n', 400, /has no rows/],
    ['columns that nobody knows', 'foo,bar\n1x,2x\n', 400, /no column was recognised/],
    ['a quote that is never closed', 'email,last name\n"a@x.example,b\n', 201, /never closed/],
    [
      'a quote in the middle',
      'email,last name\na@x.example,"b"c\n',
      201,
      /line 2: a quote stands in the middle/,
    ],
    [
      'a cell of a million characters',
      `email,last name\na@x.example,${'x'.repeat(1_100_000)}\n`,
      201,
      /more than 1000000 characters/,
    ],
  ])('refused: %s', async (_what, content, status, words) => {
    const before = await totalOf(app, 'contacts');
    const answer = await app.import('Contact', content);
    expect(answer.status).toBe(status);
    expect(status === 201 ? answer.body.error : answer.problem.detail).toMatch(words);
    expect(await totalOf(app, 'contacts')).toBe(before);
    expect(leftFiles(app)).toEqual([]);
  });

  it('refused: bytes that are no text of the encoding, far behind the first', async () => {
    const many = Array.from({ length: 4_000 }, () => `${fresh()},Name\n`).join('');
    const mixed = Buffer.concat([
      Buffer.from(`email,last name\n${many}`),
      Buffer.from('z@x.example,M\xfcller\n', 'latin1'),
    ]);
    const before = await totalOf(app, 'contacts');
    const { body } = await app.import('Contact', mixed);
    expect(body).toMatchObject({ status: 'Failed', createdCount: 0 });
    expect(body.error).toMatch(/bytes that are no utf-8/);
    expect(await totalOf(app, 'contacts')).toBe(before);
    expect(
      (await app.import('Contact', mixed, { encoding: 'windows-1252', dryRun: 'true' })).body.status,
    ).toBe('Complete');
  });

  it.each([
    ['an unknown type', 'Robot', {}, 'targetType'],
    ['users', 'User', {}, 'targetType'],
    ['an unknown option', 'Contact', { colour: 'red' }, 'colour'],
    [
      'a mapping of a column that there is none of',
      'Contact',
      { mapping: '{"x":"emailAddress"}' },
      'mapping.x',
    ],
    [
      'a mapping to a field that there is none of',
      'Contact',
      { mapping: '{"email":"colour"}' },
      'mapping.email',
    ],
    ['a mapping that is no JSON', 'Contact', { mapping: '{' }, 'mapping'],
    ['a list that there is none of', 'Contact', { targetListId: 'nothere' }, 'targetListId'],
  ])('refused: %s', async (_what, type, fields, field) => {
    const { status, body } = await app.import(type, `email\n${fresh()}\n`, fields);
    expect([status, body.errors?.[0]?.field]).toEqual([400, field]);
    expect(leftFiles(app)).toEqual([]);
  });

  it('refused: no file at all', async () => {
    expect((await app.post('/imports/Contact', {})).status).toBe(400);
  });
});
