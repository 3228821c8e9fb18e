import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SpoolRecorder } from '@facteur/tracking';
import {
  HitRecorder,
  Hits,
  HitSpool,
  SpoolFiles,
  SpoolRepository,
  type Hit,
} from '@facteur/tracking/testing';
import { SiteOptions } from '@facteur/platform';
import { onBothDatabases } from '../support/databases.js';
import { linksIn } from '../support/links.js';
import { TestApp } from '../support/test-app.js';

const PERSON = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

onBothDatabases('opens and clicks on their way in', (kind) => {
  let app: TestApp;
  let serial = 0;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app.stop());

  const the = <T>(type: new (...args: never[]) => T): T => app.nest.get(type, { strict: false });

  /** So many recipients of a mailing with three tracked links. */
  async function mailed(count: number) {
    const { list } = await app.listOf(count, `s${++serial}-`);
    const campaign = await app.campaign();
    const template = await app.template(
      [1, 2, 3].map((i) => `<a href="https://shop.example/${i}">${i}</a>`).join(' '),
    );
    const mailing = await app.mailing([list.id], {
      campaignId: campaign.id,
      templateId: template.id,
      trackAllLinks: true,
      openTracking: true,
    });
    await app.run();
    const ids = async (sql: string) => (await app.database.query<{ id: number }>(sql)).map(({ id }) => id);
    const items = await ids(
      `SELECT q.id FROM queue_item q JOIN mailing g ON g.id = q.mailing_id WHERE g.public_id = '${mailing.id}' ORDER BY q.id`,
    );
    const urls = await ids(
      `SELECT u.id FROM tracking_url u JOIN campaign c ON c.id = u.campaign_id WHERE c.public_id = '${campaign.id}' ORDER BY u.id`,
    );
    return { campaign, items, urls };
  }

  const hit = (more: Partial<Hit>): Hit => ({
    kind: 'open',
    itemId: 0,
    trackingUrlId: null,
    countsAsOpen: true,
    at: app.clock.now().toISOString(),
    method: 'GET',
    userAgent: PERSON,
    purpose: '',
    ...more,
  });

  /** What the log and the counters hold of a mailing, by places instead of ids. */
  async function traces({ campaign, items, urls }: Awaited<ReturnType<typeof mailed>>) {
    const log = await app.database.query<{ item: number; action: string; url: number | null }>(
      `SELECT queue_item_id AS item, action, tracking_url_id AS url, hits, is_bot AS bot, action_date AS at
       FROM campaign_log_record l JOIN campaign c ON c.id = l.campaign_id
       WHERE c.public_id = '${campaign.id}' AND action IN ('Opened', 'Clicked')`,
    );
    const counters = await app.database.query<{ url: number; name: string }>(
      `SELECT x.tracking_url_id AS url, x.name, x.value FROM campaign_counter x JOIN campaign c ON c.id = x.campaign_id
       WHERE c.public_id = '${campaign.id}' AND x.name <> 'sent' AND x.value <> 0`,
    );
    const sorted = (rows: object[]) => rows.map((row) => JSON.stringify(row)).sort();
    return {
      log: sorted(
        log.map((row) => ({ ...row, item: items.indexOf(row.item), url: row.url && urls.indexOf(row.url) })),
      ),
      counters: sorted(counters.map((row) => ({ ...row, url: row.url && urls.indexOf(row.url) }))),
    };
  }

  it('many at once are to log and counters what they are one by one', async () => {
    const hits = fc.array(
      fc.record({
        item: fc.nat(2),
        url: fc.option(fc.nat(2)),
        countsAsOpen: fc.boolean(),
        wait: fc.constantFrom(0, 100, 900, 5_000),
        who: fc.constantFrom({}, { userAgent: 'Googlebot/2.1' }, { method: 'HEAD' }),
      }),
      { minLength: 1, maxLength: 25 },
    );
    await fc.assert(
      fc.asyncProperty(hits, async (some) => {
        const [together, alone] = [await mailed(3), await mailed(3)];
        const begun = app.clock.now().getTime();
        const of = ({ items, urls }: typeof together) => {
          let at = begun;
          return some.map(({ item, url, countsAsOpen, wait, who }) =>
            hit({
              kind: url === null ? 'open' : 'click',
              itemId: items[item]!,
              trackingUrlId: url === null ? null : urls[url]!,
              countsAsOpen: url === null || countsAsOpen,
              at: new Date((at += wait)).toISOString(),
              ...who,
            }),
          );
        };
        const recorder = the(HitRecorder);
        await recorder.record(of(together));
        for (const one of of(alone)) await recorder.record([one]);
        expect(await traces(together)).toEqual(await traces(alone));
      }),
      { numRuns: kind === 'SQLite' ? 12 : 5 },
    );
  });

  it('a recorder that begins anew counts nothing twice, and two at once do not either', async () => {
    const world = await mailed(2);
    const spool = the(HitSpool);
    for (let i = 0; i < 40; i++) await spool.append(hit({ itemId: world.items[i % 2]! }));
    const another = () =>
      new SpoolRecorder(
        app.database,
        spool,
        the(SpoolFiles),
        the(SpoolRepository),
        the(HitRecorder),
        the(SiteOptions),
      );
    await Promise.all([the(SpoolRecorder).drain(), another().drain(), another().drain()]);
    await another().drain();
    expect((await traces(world)).counters).toContainEqual(
      expect.stringContaining('"name":"openedTotal","value":40'),
    );
  });

  it('what cannot be recorded is left out by itself; a line that was cut off is no hit', async () => {
    const world = await mailed(1);
    const files = the(SpoolFiles);
    const name = files.nameOf('former:0:test', 1);
    const good = JSON.stringify(hit({ itemId: world.items[0]! }));
    const bad = JSON.stringify(hit({ itemId: world.items[0]!, at: 'no time' }));
    writeFileSync(await files.pathOf(name), `${good}\n{"kind":\n${bad}\n${good}\n${good.slice(0, 30)}`);
    await the(SpoolRecorder).drain();
    expect((await traces(world)).counters).toContainEqual(
      expect.stringContaining('"name":"openedTotal","value":2'),
    );
    // The one who wrote it is gone, so it is done with.
    expect(existsSync(await files.pathOf(name))).toBe(false);
  });

  it('one who had read a segment before another recorded and removed it counts nothing twice', async () => {
    const world = await mailed(1);
    const files = the(SpoolFiles);
    const name = files.nameOf('former:0:late', 1);
    writeFileSync(await files.pathOf(name), `${JSON.stringify(hit({ itemId: world.items[0]! }))}\n`);
    let others: Promise<void> | undefined;
    const late = Object.create(files, {
      read: {
        value: async (segment: string, from: number, most: number) => {
          const bytes = await files.read(segment, from, most);
          if (segment === name && from === 0) await (others ??= the(SpoolRecorder).drain());
          return bytes;
        },
      },
    }) as SpoolFiles;
    await new SpoolRecorder(
      ...([
        app.database,
        the(HitSpool),
        late,
        the(SpoolRepository),
        the(HitRecorder),
        the(SiteOptions),
      ] as const),
    ).drain();
    expect((await traces(world)).counters).toContainEqual(
      expect.stringContaining('"name":"openedTotal","value":1'),
    );
  });

  it('a passing error of the database drops no hit', async () => {
    const world = await mailed(1);
    // A name that the server's own recorder, which looks every second, does not see.
    const name = 'former~0~locked';
    const files = Object.create(the(SpoolFiles), { list: { value: async () => [name] } }) as SpoolFiles;
    writeFileSync(await files.pathOf(name), `${JSON.stringify(hit({ itemId: world.items[0]! }))}\n`);
    const recorderWith = (hits: Pick<HitRecorder, 'record'>) =>
      new SpoolRecorder(
        app.database,
        the(HitSpool),
        files,
        the(SpoolRepository),
        hits as HitRecorder,
        the(SiteOptions),
      );
    const locked = () => Promise.reject(Object.assign(new Error('Lock wait timeout'), { errno: 1205 }));
    await expect(recorderWith({ record: locked }).drain()).rejects.toThrow('Lock wait timeout');
    await recorderWith(the(HitRecorder)).drain();
    expect((await traces(world)).log).toHaveLength(1);
  });

  it('a segment is not taken for closed while it is opened, and one that was removed under a process is written anew', async () => {
    const world = await mailed(1);
    const files = the(SpoolFiles);
    const spool = the(HitSpool);
    // The next hit begins a segment.
    await spool.onApplicationShutdown();
    const [first] = await Promise.all([
      spool.append(hit({ itemId: world.items[0]! })),
      (async () => {
        for (let i = 0; i < 50; i++) await the(SpoolRecorder).drain();
      })(),
    ]);
    expect(existsSync(await files.pathOf(first.segment))).toBe(true);
    await the(SpoolRecorder).drain();
    await files.remove(first.segment);
    // Nobody does so within a minute of the last write.
    const later = Date.now() + 60_000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(later);
    const second = await spool.append(hit({ itemId: world.items[0]! }));
    clock.mockRestore();
    expect(second.segment).not.toBe(first.segment);
    await the(SpoolRecorder).drain();
    expect((await traces(world)).counters).toContainEqual(
      expect.stringContaining('"name":"openedTotal","value":2'),
    );
  });

  it('what an earlier version left waiting is recorded', async () => {
    const world = await mailed(1);
    writeFileSync(
      join(app.dataDir, 'tracking-journal.ndjson'),
      `${JSON.stringify(hit({ itemId: world.items[0]! }))}\n`,
    );
    await the(SpoolFiles).takeFormer();
    await the(SpoolRecorder).drain();
    expect((await traces(world)).log).toHaveLength(1);
    expect(existsSync(join(app.dataDir, 'tracking-journal.ndjson'))).toBe(false);
  });

  it('a disk that cannot be written loses nothing: the hit is recorded at once', async () => {
    const world = await mailed(1);
    const site = the(SiteOptions);
    const nowhere = Object.create(the(SpoolFiles), {
      pathOf: { value: async () => '/dev/full/nowhere' },
    }) as SpoolFiles;
    const hits = new Hits(new HitSpool(nowhere, site), the(SpoolRecorder), the(HitRecorder));
    await hits.take(hit({ itemId: world.items[0]! }));
    expect((await traces(world)).log).toHaveLength(1);
  });

  it('is answered while the database does not answer, and recorded later', async () => {
    const world = await mailed(1);
    const recorder = the(SpoolRecorder);
    const stuck = Object.create(recorder, {
      look: { value: () => undefined },
      recorded: { value: () => new Promise(() => undefined) },
    }) as SpoolRecorder;
    // Were it waited for, it would never be answered.
    await new Hits(the(HitSpool), stuck, the(HitRecorder)).take(hit({ itemId: world.items[0]! }));
    await recorder.drain();
    expect((await traces(world)).log).toHaveLength(1);
  });

  it('the folder belongs to this database', async () => {
    const [number] = await app.database.query<{ position: number }>(
      `SELECT position FROM hit_spool WHERE name = 'folder'`,
    );
    expect(await the(SpoolFiles).pathOf('')).toBe(join(app.dataDir, `hits-${number!.position}`));
    expect(readdirSync(app.dataDir).filter((name) => /^hits-\d+$/.test(name))).toHaveLength(1);
  });

  it('whoever looks next sees a click', async () => {
    const { campaign } = await mailed(1);
    const html = (await app.smtp.parsed(app.smtp.messages.at(-1)!.to)).html!;
    await app.visit(linksIn(html, 'click')[0]!);
    expect((await app.statistics(campaign.id)).clickedTotalCount).toBe(1);
  });
});
