import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { unzipSync } from 'fflate';
import { parse } from 'csv-parse/sync';
import { Exporter } from '@facteur/platform';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { seedContacts } from '../support/seed.js';
import { TestApp } from '../support/test-app.js';

const NASTY = [
  '=HYPERLINK("https://evil.example")',
  '+1',
  '-1',
  '@SUM(A1)',
  '\tx',
  'a,b',
  'a"b',
  'line\nbreak',
  '<b>&amp;</b>',
  'Ünï 漢字 🙂',
  '\u0000\u0007',
];

onBothDatabases('export', (kind) => {
  let app: TestApp;
  let campaign: Schemas['CampaignView'];

  beforeAll(async () => {
    app = await TestApp.start(kind);
    campaign = await app.campaign({ name: 'Spring' });
    const { list } = await app.listOf(3, 'e');
    await app.mailing([list.id], { campaignId: campaign.id });
    await app.run();
  });

  afterAll(() => app?.stop());

  const bytes = async (path: string) => {
    const response = await fetch(`${app.origin}/api/v1${path}`, {
      headers: { authorization: `Bearer ${app.token}` },
    });
    return { response, body: Buffer.from(await response.arrayBuffer()) };
  };
  const csv = async (path: string): Promise<string[][]> => parse((await bytes(path)).body, { bom: true });
  const sheet = async (path: string) => {
    const files = unzipSync((await bytes(path)).body);
    return Buffer.from(files['xl/worksheets/sheet1.xml']!).toString();
  };

  it('the log, filtered, in the reader’s time zone', async () => {
    const [head, ...rows] = await csv(
      `/campaign-log-records/export?format=csv&timezone=Asia/Tokyo&filter.campaignId=${campaign.id}&filter.action=Sent`,
    );
    expect(head).toEqual(expect.arrayContaining(['action', 'actionDate', 'address', 'targetName']));
    expect(rows).toHaveLength(3);
    const at = (row: string[], name: string) => row[head!.indexOf(name)];
    expect(at(rows[0]!, 'actionDate')).toBe('2027-03-01 18:00:00');
    expect(rows.map((row) => at(row, 'targetName')).sort()).toEqual([
      'e1 Lovelace',
      'e2 Lovelace',
      'e3 Lovelace',
    ]);
  });

  it('lists, members, records, queue items, statistics, as CSV and as XLSX', async () => {
    const lists = (await app.get('/target-lists')).body.data;
    for (const [path, part] of [
      ['/target-lists/export', 'e'],
      [`/target-lists/${lists[0]!.id}/members/export`, 'e1 Lovelace'],
      [`/target-lists/${lists[0]!.id}/members/export?filter.targetType=Contact`, 'e1@x.example'],
      ['/contacts/export', 'e1@x.example'],
      ['/queue-items/export', 'e1@x.example'],
      [`/campaigns/${campaign.id}/statistics/export`, 'Spring'],
    ] as const) {
      const join = path.includes('?') ? '&' : '?';
      expect((await csv(path)).flat()).toContain(part);
      expect(await sheet(`${path}${join}format=xlsx`)).toContain(`>${part}<`);
    }
    const { response } = await bytes('/contacts/export?format=xlsx');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="contacts.xlsx"');
  });

  it('more rows than one piece, each once', async () => {
    await seedContacts(app.database, 'x', 5_000);
    const rows = await csv('/contacts/export?filter.lastName=Load x');
    expect(new Set(rows.slice(1).map((row) => row[0])).size).toBe(5_000);
  });

  it('no formula gets out, and what was typed comes back', async () => {
    const exporter = app.nest.get(Exporter);
    const read = async (format: 'csv' | 'xlsx') => {
      const table = { name: 'n', columns: ['text'], rows: [NASTY.map((text) => [text])] };
      const chunks: Buffer[] = [];
      for await (const chunk of exporter.file(table, { format, timezone: 'UTC' }).getStream())
        chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    };
    const cells = (parse(await read('csv'), { bom: true }) as string[][]).slice(1).map(([cell]) => cell!);
    for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    expect(cells.map((cell) => cell.replace(/^'/, ''))).toEqual(NASTY);
    const xml = Buffer.from(unzipSync(await read('xlsx'))['xl/worksheets/sheet1.xml']!).toString();
    expect(xml).not.toMatch(/<f>|[\u0000-\u0008]/);
    expect(xml.match(/t="inlineStr"/g)).toHaveLength(NASTY.length + 1);
  });

  it('with the delimiter that a spreadsheet of the country takes', async () => {
    for (const [delimiter, sign] of [
      ['semicolon', ';'],
      ['tab', '\t'],
    ] as const) {
      const { body } = await bytes(`/contacts/export?delimiter=${delimiter}`);
      const [head, row] = parse(body, { bom: true, delimiter: sign }) as string[][];
      expect([head!.length, row!.length]).toEqual([head!.length, head!.length]);
      expect(head).toContain('emailAddress');
    }
  });

  it('the log is that of real mail; tests come when they are asked for', async () => {
    const contact = await app.contact('tested@export.example');
    const tested = await app.campaign();
    const mailing = await app.mailing([], { campaignId: tested.id, status: 'Draft' });
    const targets = [{ targetType: 'Contact', targetId: contact.id }];
    await app.post(`/mass-emails/${mailing.id}/send-test`, { targets });
    const path = `/campaign-log-records/export?filter.campaignId=${tested.id}`;
    expect(await csv(path)).toHaveLength(1);
    expect(await csv(`${path}&filter.isTest=true`)).toHaveLength(2);
  });

  it('campaigns with their figures, a row each', async () => {
    const [head, ...rows] = await csv('/campaigns/export?filter.name=Spring');
    const at = (name: string) => rows[0]![head!.indexOf(name)];
    expect(rows).toHaveLength(1);
    expect([at('id'), at('sentCount'), at('openedPercentage'), at('revenue')]).toEqual([
      campaign.id,
      '3',
      '0',
      expect.any(String),
    ]);
  });

  it.each([
    ['/contacts/export?delimiter=%7C', 'delimiter'],
    ['/contacts/export?format=xlsx&delimiter=semicolon', 'delimiter'],
    ['/contacts/export?format=pdf', 'format'],
    ['/contacts/export?timezone=Mars', 'timezone'],
    ['/contacts/export?limit=5', 'limit'],
    ['/contacts/export?filter.colour=red', 'filter.colour'],
  ])('refused: %s', async (path, field) => {
    const { status, problem } = await app.get(path);
    expect([status, problem.errors?.[0]?.field]).toEqual([400, field]);
  });
});
