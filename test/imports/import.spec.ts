import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { ImportRunner } from '@facteur/audience';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';
import { contactsAt, leftFiles, totalOf } from './lookups.js';

onBothDatabases('import', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  let number = 0;

  /** Addresses of one test's own. */
  const fresh = () => `i${(number += 1)}@import.example`;

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
    expect(await contactsAt(app, `${known.split('@')[0]!.toUpperCase()}@import.example`)).toMatchObject([
      { firstName: 'Ada', lastName: 'Lovelace', addressCity: 'Lyon', accountName: 'Analytical Engines' },
    ]);
    const [babbage] = await contactsAt(app, unknown);
    expect(babbage).toMatchObject({ lastName: 'Babbage', accountName: 'Analytical Engines' });
    expect((await app.get('/accounts?filter.name=Analytical Engines')).body.meta.totalItems).toBe(1);
    expect((await app.get(`/target-lists/${body.targetListId}`)).body).toMatchObject({
      name: 'From the fair',
      entryCount: 2,
    });
    expect(leftFiles(app)).toEqual([]);
  });

  it.each([
    ['Skip', 'Before', 1],
    ['Update', 'After', 1],
    ['Create', 'Before', 2],
  ])('a record that is there already: %s', async (duplicates, firstName, count) => {
    const address = fresh();
    await app.contact(address, { firstName: 'Before' });
    await app.import('Contact', `email,first name\n${address},After\n`, { duplicates });
    const found = await contactsAt(app, address);
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
      addresses.map(async (address) => (await contactsAt(app, address))[0]!.accountName as string),
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
    expect(await contactsAt(app, address)).toMatchObject([{ firstName: 'One' }]);
  });

  describe('bad rows', () => {
    const file = (good: string) =>
      `email,first name,phone\n${good},Ada,1\nnobody,Bad,2\n,,\n${fresh()},${'x'.repeat(101)},3\na@x.example,b,c,d\n`;

    it('stop everything, each told with its line and field', async () => {
      const good = fresh();
      const before = [await totalOf(app, 'contacts'), await totalOf(app, 'target-lists')];
      const { body } = await app.import('Contact', file(good), { targetListName: 'never' });
      expect(body).toMatchObject({ status: 'Failed', errorCount: 4, createdCount: 0 });
      expect(body.error).toMatch(/4 of 5 rows have errors, so nothing was imported/);
      expect(body.errors.map((one) => [one.line, one.field])).toEqual([
        [3, 'emailAddress'],
        [4, 'lastName'],
        [5, 'firstName'],
        [6, ''],
      ]);
      expect(await totalOf(app, 'contacts')).toBe(before[0]);
      expect(await contactsAt(app, good)).toEqual([]);
      const csv = await app.get(`/imports/${body.id}/errors/export`);
      expect(parse(csv.text, { bom: true })).toHaveLength(5);
    });

    it('are skipped where a person says so', async () => {
      const good = fresh();
      const { body } = await app.import('Contact', file(good), { skipBadRows: 'true' });
      expect(body).toMatchObject({ status: 'Complete', createdCount: 1, errorCount: 4 });
      expect(await contactsAt(app, good)).toHaveLength(1);
    });
  });

  it('a dry run only checks', async () => {
    const address = fresh();
    const { body } = await app.import('Contact', `email,name\n${address},X\n`, { dryRun: 'true' });
    expect(body).toMatchObject({ status: 'Complete', totalRows: 1, createdCount: 0, wouldCreate: 1 });
    expect(await contactsAt(app, address)).toEqual([]);
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
    expect(await contactsAt(app, two)).toMatchObject([{ firstName: 'Ida', addressCity: 'Bonn' }]);
    expect(leftFiles(app)).toEqual([]);
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

  it('stays cancelled when that comes between its last batch and its end', async () => {
    type End = (id: number, mark: string, how: object) => Promise<boolean>;
    const { repository } = app.nest.get(ImportRunner) as unknown as {
      repository: { end: End };
    };
    const end = repository.end.bind(repository);
    repository.end = async (...ending) => {
      const sql = 'SELECT public_id AS id FROM import_run WHERE id = ?';
      const [row] = await app.database.query<{ id: string }>(sql, [ending[0]]);
      await app.post(`/imports/${row!.id}/cancel`);
      return end(...ending);
    };
    try {
      const { body } = await app.import('Contact', `email,name\n${fresh()},X\n`);
      expect(body).toMatchObject({ status: 'Cancelled', finishedAt: expect.any(String) });
    } finally {
      repository.end = end;
    }
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
    expect(leftFiles(app)).toEqual([]);
  });

  it('who opted out stays so when imported again', async () => {
    const address = fresh();
    const { body } = await app.import('Contact', `email,name\n${address},X\n`, { targetListName: 'L' });
    const [one] = await contactsAt(app, address);
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
