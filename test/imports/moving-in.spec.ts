import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

/** A workbook as spreadsheets write it: shared strings, a number, a date by its style. */
function workbook(sheet: string, strings: string[] = []) {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const files: Record<string, string> = {
    'xl/workbook.xml': `${head}<workbook xmlns="${main}" xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${head}<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/styles.xml': `${head}<styleSheet xmlns="${main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `${head}<sst xmlns="${main}">${strings.map((one) => `<si><t>${one}</t></si>`).join('')}</sst>`,
    'xl/worksheets/sheet1.xml': `${head}<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`,
  };
  return Buffer.from(
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))),
  );
}

onBothDatabases('moving in from another system', (kind) => {
  let app: TestApp;
  let number = 0;
  const fresh = () => `m${(number += 1)}@move.example`;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  const statusOf = async (address: string) => {
    const [found] = (await app.get(`/address-statuses?filter.addressKey=${address}`)).body.data;
    return found && [found.optedOut, found.invalid];
  };

  it('a bare list of addresses that opted out, or cannot be reached', async () => {
    const [a, b, c] = [fresh(), fresh(), fresh()];
    expect((await app.import('AddressStatus', `${a}\n${b.toUpperCase()}\n`)).body).toMatchObject({
      status: 'Complete',
      createdCount: 2,
    });
    expect([await statusOf(a), await statusOf(b)]).toEqual([
      [true, false],
      [true, false],
    ]);
    await app.import('AddressStatus', `email\n${c}\n`, { addressMark: 'Invalid' });
    expect(await statusOf(c)).toEqual([false, true]);
  });

  it('with columns for reason and date; a yes here is taken back by no file', async () => {
    const [a, b] = [fresh(), fresh()];
    await app.post('/address-statuses', { channel: 'email', address: b, optedOut: true });
    const { body } = await app.import(
      'AddressStatus',
      `Email Address,Opted out,Unsub reason,Unsub time\n${a},yes,too many,2026-05-04\n${b},no,,\n`,
    );
    expect(body).toMatchObject({ status: 'Complete', createdCount: 1, skippedCount: 1 });
    const [status] = (await app.get(`/address-statuses?filter.address=${a}`)).body.data;
    expect(status).toMatchObject({
      optedOut: true,
      lastEvent: 'imported: too many',
      lastEventAt: '2026-05-04T00:00:00.000Z',
    });
    expect(await statusOf(b)).toEqual([true, false]);
  });

  it.each(['AddressStatus', 'Contact', 'Lead'])(
    'a column that tells subscriptions is understood, whatever its name is (%s)',
    async (type) => {
      const [a, b, c] = [fresh(), fresh(), fresh()];
      const { body } = await app.import(
        type,
        `Email Address,Last Name,Status,Rating\n${a},A,subscribed,1\n${b},B,unsubscribed,2\n${c},C,cleaned,3\n`,
      );
      expect(body).toMatchObject({ status: 'Complete', errorCount: 0 });
      expect(body.ignoredColumns).toContain('Rating');
      expect([await statusOf(a), await statusOf(b), await statusOf(c)]).toEqual([
        undefined,
        [true, false],
        [false, true],
      ]);
    },
  );

  it('marks are columns of any import, with the day', async () => {
    const address = fresh();
    await app.import('Contact', `email,last name,unsubscribed,opt-out date\n${address},X,yes,2026-01-02\n`);
    const [status] = (await app.get(`/address-statuses?filter.address=${address}`)).body.data;
    expect(status).toMatchObject({ optedOut: true, lastEventAt: '2026-01-02T00:00:00.000Z' });
  });

  it('XLSX is read: shared texts, numbers, dates, cells left out', async () => {
    const address = fresh();
    const { body } = await app.import(
      'Contact',
      workbook(
        `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="inlineStr"><is><t>Phone</t></is></c></row>
         <row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="inlineStr"><is><t>O&amp;"M</t></is></c><c r="D2"><v>4930</v></c></row>`,
        ['E-Mail', 'Last name', address],
      ),
      { targetListName: 'Sheet' },
    );
    expect(body).toMatchObject({ status: 'Complete', createdCount: 1 });
    expect((await app.get(`/contacts?filter.emailAddress=${address}`)).body.data).toMatchObject([
      { lastName: 'O&"M', phoneNumber: '4930' },
    ]);
  });

  it.each([
    ['nested without end', '<a>'.repeat(150_000)],
    [
      'a cell that is no cell any more',
      `<row><c t="inlineStr"><is><t>${'x'.repeat(300_000_000)}</t></is></c></row>`,
    ],
  ])('a hostile workbook is refused, and others are served: %s', async (_what, sheet) => {
    const answer = app.import('Contact/preview', workbook(sheet));
    for (let i = 0; i < 3; i++) expect((await fetch(`${app.origin}/health/live`)).status).toBe(200);
    const { status, problem } = await answer;
    expect([status, problem.errors?.[0]?.field]).toEqual([400, 'file']);
  });

  it('a failed import leaves nothing behind', async () => {
    const before = (await app.get('/target-lists')).body.meta.totalItems;
    const { body } = await app.import('Contact', `email,last name\n${fresh()},X\nnobody,Y\n`, {
      targetListName: 'Never',
    });
    expect(body).toMatchObject({ status: 'Failed', createdCount: 0 });
    const refused = await app.import('Contact', 'colour,size\nred,1\n', { targetListName: 'Never' });
    expect(refused.status).toBe(400);
    expect((await app.get('/target-lists')).body.meta.totalItems).toBe(before);
  });
});
