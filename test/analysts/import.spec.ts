import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { ImportRunner } from '@facteur/audience';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';
import { guessFile } from '../../libs/audience/src/import/guess-file.js';

onBothDatabases('import', (kind) => {
  let app: TestApp;
  let number = 0;
  /** Addresses of one test's own. */
  const fresh = () => `i${(number += 1)}@import.example`;

  beforeAll(async () => {
    app = await TestApp.start(kind);
  });

  afterAll(() => app?.stop());

  const contact = async (address: string) =>
    (await app.get(`/contacts?filter.emailAddress=${encodeURIComponent(address)}`)).body.data;
  const total = async (path: 'contacts' | 'target-lists') =>
    (await app.get(`/${path}?limit=1`)).body.meta.totalItems;
  const leftFiles = () => {
    const folder = join(app.dataDir, 'imports');
    return existsSync(folder) ? readdirSync(folder) : [];
  };

  it('creates and updates by address, makes accounts, fills a list', async () => {
    const [known, unknown] = [fresh(), fresh()];
    await app.contact(known, { firstName: 'Old', lastName: 'Name', addressCity: 'Lyon' });
    const { status, body } = await app.import(
      'Contact',
      `First name;Last name;E-Mail;Company\nAda;Lovelace;${known.toUpperCase()};Analytical Engines\nCharles;Babbage;${unknown};Analytical Engines\n`,
      { targetListName: 'From the fair' },
    );
    expect(status).toBe(201);
    expect(body).toMatchObject({
      status: 'Complete',
      totalRows: 2,
      createdCount: 1,
      updatedCount: 1,
      errorCount: 0,
      errors: [],
    });
    expect(await contact(`${known.split('@')[0]!.toUpperCase()}@import.example`)).toMatchObject([
      { firstName: 'Ada', lastName: 'Lovelace', addressCity: 'Lyon', accountName: 'Analytical Engines' },
    ]);
    const [babbage] = await contact(unknown);
    expect(babbage).toMatchObject({ lastName: 'Babbage', accountName: 'Analytical Engines' });
    expect((await app.get('/accounts?filter.name=Analytical Engines')).body.meta.totalItems).toBe(1);
    expect((await app.get(`/target-lists/${body.targetListId}`)).body).toMatchObject({
      name: 'From the fair',
      entryCount: 2,
    });
    expect(leftFiles()).toEqual([]);
  });

  it.each([
    ['Skip', 'Before', 1],
    ['Update', 'After', 1],
    ['Create', 'Before', 2],
  ])('a record that is there already: %s', async (duplicates, firstName, count) => {
    const address = fresh();
    await app.contact(address, { firstName: 'Before' });
    await app.import('Contact', `email,first name\n${address},After\n`, { duplicates });
    const found = await contact(address);
    expect(found).toHaveLength(count);
    expect(found.map((one) => one.firstName)).toContain(firstName);
  });

  it('by id', async () => {
    const one = await app.contact(fresh());
    const { body } = await app.import('Contact', `id,city\n${one.id},Nantes\n`);
    expect(body).toMatchObject({ updatedCount: 1 });
    expect((await app.get(`/contacts/${one.id}`)).body).toMatchObject({
      addressCity: 'Nantes',
      emailAddress: one.emailAddress,
    });
    expect((await app.import('Contact', 'id,city\nnothere,Nantes\n')).body).toMatchObject({
      status: 'Failed',
      errors: [{ line: 2, field: 'id' }],
    });
  });

  it('a status that is given is written, one that is not stays', async () => {
    const [one, two] = [fresh(), fresh()];
    for (const emailAddress of [one, two])
      await app.make('/leads', { lastName: 'L', emailAddress, status: 'Assigned' });
    await app.import('Lead', `email,status,city\n${one},New,Lyon\n${two},,Lyon\n`);
    const status = async (address: string) =>
      (await app.get(`/leads?filter.emailAddress=${address}`)).body.data[0]!.status;
    expect([await status(one), await status(two)]).toEqual(['New', 'Assigned']);
  });

  it('a record that two rows name, once by id and once by address, has one address still', async () => {
    const one = await app.contact(fresh());
    const next = fresh();
    await app.import('Contact', `id,email,city\n${one.id},${next},\n,${one.emailAddress},Lyon\n`);
    const [row] = await app.database.query<{ total: number }>(
      'SELECT COUNT(*) AS total FROM crm_address WHERE target_id = ? AND is_primary = 1',
      [one.id],
    );
    expect(Number(row!.total)).toBe(1);
  });

  it('accounts whose names differ in an accent are two', async () => {
    const addresses = [fresh(), fresh()];
    await app.import('Contact', `email,company\n${addresses[0]},Cafe Noir\n`);
    await app.import('Contact', `email,company\n${addresses[0]},Cafe Noir\n${addresses[1]},Café Noir\n`);
    const names = await Promise.all(
      addresses.map(async (address) => (await contact(address))[0]!.accountName as string),
    );
    expect(names).toEqual(['Cafe Noir', 'Café Noir']);
  });

  it('a list of plain addresses becomes leads', async () => {
    const [one, two] = [fresh(), fresh()];
    const { body } = await app.import('Lead', `${one}\r\n${two}\r\n`);
    expect(body).toMatchObject({ status: 'Complete', createdCount: 2 });
    const { data } = (await app.get(`/leads?filter.emailAddress=${one}`)).body;
    expect(data).toMatchObject([{ lastName: one.split('@')[0], status: 'New' }]);
  });

  it('duplicates in the file are told and skipped', async () => {
    const address = fresh();
    const { body } = await app.import(
      'Contact',
      `email,first name\n${address},One\n${address.toUpperCase()},Two\n`,
    );
    expect(body).toMatchObject({ status: 'Complete', createdCount: 1, skippedCount: 1, errorCount: 0 });
    expect(body.errors).toMatchObject([{ line: 3, reason: 'is the same as line 2, and was skipped' }]);
    expect(await contact(address)).toMatchObject([{ firstName: 'One' }]);
  });

  describe('bad rows', () => {
    const file = (good: string) =>
      `email,first name,phone\n${good},Ada,1\nnobody,Bad,2\n,,\n${fresh()},${'x'.repeat(101)},3\na@x.example,b,c,d\n`;

    it('stop everything, each told with its line and field', async () => {
      const good = fresh();
      const before = [await total('contacts'), await total('target-lists')];
      const { body } = await app.import('Contact', file(good), { targetListName: 'never' });
      expect(body).toMatchObject({ status: 'Failed', errorCount: 4, createdCount: 0 });
      expect(body.error).toMatch(/4 of 5 rows have errors, so nothing was imported/);
      expect(body.errors.map((one) => [one.line, one.field])).toEqual([
        [3, 'emailAddress'],
        [4, 'lastName'],
        [5, 'firstName'],
        [6, ''],
      ]);
      expect(await total('contacts')).toBe(before[0]);
      expect(await contact(good)).toEqual([]);
      const csv = await app.get(`/imports/${body.id}/errors/export`);
      expect(parse(csv.text, { bom: true })).toHaveLength(5);
    });

    it('are skipped where a person says so', async () => {
      const good = fresh();
      const { body } = await app.import('Contact', file(good), { skipBadRows: 'true' });
      expect(body).toMatchObject({ status: 'Complete', createdCount: 1, errorCount: 4 });
      expect(await contact(good)).toHaveLength(1);
    });
  });

  it('a dry run only checks', async () => {
    const address = fresh();
    const { body } = await app.import('Contact', `email,name\n${address},X\n`, { dryRun: 'true' });
    expect(body).toMatchObject({ status: 'Complete', totalRows: 1, createdCount: 0 });
    expect(await contact(address)).toEqual([]);
  });

  it('the mapping is guessed, can be given, and is remembered', async () => {
    const head = 'Wohnort,Post,Vorname';
    const [one, two] = [fresh(), fresh()];
    const preview = await app.import('Contact/preview', `${head}\nKöln,${one},Eva\n`);
    expect(preview.body).toMatchObject({
      encoding: 'utf-8',
      delimiter: ',',
      hasHeader: true,
      columns: [
        { header: 'Wohnort', field: null },
        { header: 'Post', field: null },
        { header: 'Vorname', field: 'firstName' },
      ],
      rows: [['Köln', one, 'Eva']],
    });
    const mapping = JSON.stringify({ Wohnort: 'addressCity', Post: 'emailAddress', 2: 'firstName' });
    await app.import('Contact', `${head}\nKöln,${one},Eva\n`, { mapping });
    await app.import('Contact', `${head}\nBonn,${two},Ida\n`);
    expect(await contact(two)).toMatchObject([{ firstName: 'Ida', addressCity: 'Bonn' }]);
    expect(leftFiles()).toEqual([]);
  });

  describe('files as they come', () => {
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
      expect(await contact(address)).toMatchObject([{ lastName }]);
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
      const before = await total('contacts');
      const answer = await app.import('Contact', content);
      expect(answer.status).toBe(status);
      expect(status === 201 ? answer.body.error : answer.problem.detail).toMatch(words);
      expect(await total('contacts')).toBe(before);
      expect(leftFiles()).toEqual([]);
    });

    it('refused: bytes that are no text of the encoding, far behind the first', async () => {
      const many = Array.from({ length: 4_000 }, () => `${fresh()},Name\n`).join('');
      const mixed = Buffer.concat([
        Buffer.from(`email,last name\n${many}`),
        Buffer.from('z@x.example,M\xfcller\n', 'latin1'),
      ]);
      const before = await total('contacts');
      const { body } = await app.import('Contact', mixed);
      expect(body).toMatchObject({ status: 'Failed', createdCount: 0 });
      expect(body.error).toMatch(/bytes that are no utf-8/);
      expect(await total('contacts')).toBe(before);
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
      expect(leftFiles()).toEqual([]);
    });

    it('refused: no file at all', async () => {
      expect((await app.post('/imports/Contact', {})).status).toBe(400);
    });
  });

  it('goes on where it was interrupted, and writes each row once', async () => {
    const addresses = Array.from({ length: 1_800 }, fresh);
    const runner = app.nest.get(ImportRunner);
    // As if the process stopped after each batch.
    const stopping = runner as unknown as { stopping: boolean };
    stopping.stopping = true;
    const { body } = await app.import(
      'Contact',
      `email,name\n${addresses.map((one) => `${one},X\n`).join('')}`,
    );
    expect(body).toMatchObject({ status: 'Running', phase: 'Check', processedRows: 500 });
    const again = async () => {
      app.clock.advance(120_000);
      await app.runJob('ContinueImports');
      return (await app.get(`/imports/${body.id}`)).body;
    };
    let last: Schemas['ImportDetailsView'] | undefined;
    for (let i = 0; i < 5; i++) last = await again();
    expect(last).toMatchObject({ status: 'Running', phase: 'Write' });
    stopping.stopping = false;
    expect(await again()).toMatchObject({ status: 'Complete', totalRows: 1_800, createdCount: 1_800 });
    const [row] = await app.database.query<{ total: number }>(
      `SELECT COUNT(*) AS total FROM crm_address WHERE address_key IN (${addresses.map(() => '?').join(', ')})`,
      addresses,
    );
    expect(Number(row!.total)).toBe(1_800);
  });

  it('can be cancelled', async () => {
    const runner = app.nest.get(ImportRunner) as unknown as { stopping: boolean };
    runner.stopping = true;
    const many = Array.from({ length: 600 }, () => `${fresh()},X\n`).join('');
    const { body } = await app.import('Contact', `email,name\n${many}`);
    runner.stopping = false;
    expect((await app.post(`/imports/${body.id}/cancel`)).body.status).toBe('Cancelled');
    expect((await app.post(`/imports/${body.id}/cancel`)).status).toBe(409);
    expect(await app.database.query('SELECT 1 FROM import_key')).toEqual([]);
    expect(leftFiles()).toEqual([]);
  });

  it('who opted out stays so when imported again', async () => {
    const address = fresh();
    const { body } = await app.import('Contact', `email,name\n${address},X\n`, { targetListName: 'L' });
    const [one] = await contact(address);
    await app.post(`/target-lists/${body.targetListId}/members/Contact/${one!.id}/opt-out`);
    await app.delete(`/target-lists/${body.targetListId}/members`, {
      targetType: 'Contact',
      targetIds: [one!.id],
    });
    await app.import('Contact', `email,name\n${address},X\n`, { targetListId: body.targetListId! });
    const members = (await app.get(`/target-lists/${body.targetListId}/members`)).body.data;
    expect(members).toMatchObject([{ targetId: one!.id, optedOut: true }]);
  });
});

describe('guessing', () => {
  it('whatever the bytes, there is an answer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), (bytes) => {
        const shape = guessFile(Buffer.from(bytes));
        expect(shape.rows.length).toBeLessThanOrEqual(20);
      }),
    );
  });

  it('a table that was written is recognised', () => {
    const cell = fc.stringMatching(/^[A-Za-zÀ-ÿ ,;|"0-9]{1,12}$/).map((text) => `x${text}x`);
    fc.assert(
      fc.property(
        fc.constantFrom(',', ';', '\t', '|'),
        fc
          .integer({ min: 2, max: 5 })
          .chain((width) =>
            fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 2, maxLength: 8 }),
          ),
        (delimiter, rows) => {
          const text = stringify(rows, { delimiter, quoted: true });
          expect(guessFile(Buffer.from(text))).toMatchObject({ delimiter, encoding: 'utf-8', rows });
        },
      ),
    );
  });
});
