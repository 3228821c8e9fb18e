import { SegmentFilters, TargetListService } from '@facteur/audience';
import { ListFromLog, StatisticsCheck, StatisticsService } from '@facteur/campaigns';
import type { Database } from '@facteur/platform';
import { claims } from './scale-claims.js';
import { makeLog, type MadeCampaign } from './scale-data.js';
import { MariaDb, openFacteur, seconds, table } from './support.js';

/**
 * What a database answers that has been in use for years, each beside one bare statement for the same answer. Ten
 * million log rows, of which a million people are to become a list: `-- 10000000`; with `sqlite` after it on SQLite too.
 */
const ROWS = Number(process.argv[2] ?? 1_000_000);
const KINDS = process.argv.slice(3).includes('sqlite') ? ['MariaDB', 'SQLite'] : ['MariaDB'];
const AIM = 2;

interface Compared {
  ours: () => Promise<number>;
  bare: () => Promise<unknown>;
  tidy?: () => Promise<unknown>;
  runs?: number;
}

async function total(database: Database, sql: string, values: unknown[] = []): Promise<number> {
  const [row] = await database.query<{ total: number }>(sql, values);
  return Number(row!.total);
}

async function measure(server: MariaDb | undefined) {
  const { app, database, close } = await openFacteur(server, 'smtp://127.0.0.1:1');
  const name = server ? 'MariaDB' : 'SQLite';
  let campaigns: MadeCampaign[] = [];
  const made = await seconds(async () => (campaigns = await makeLog(database, ROWS)));
  const last = campaigns.at(-1)!;
  const rebuilt = await seconds(() => app.get(StatisticsCheck).rebuild(last.id));
  const count = await total(database, 'SELECT COUNT(*) AS total FROM campaign_log_record');
  console.log(
    `${name}: ${count} log rows in ${made.toFixed(0)} s; counters of one campaign anew in ${rebuilt.toFixed(0)} s`,
  );
  const lastTen = campaigns.slice(-10);
  const ids = lastTen.map(({ publicId }) => publicId);
  const ten = lastTen.map(({ id }) => id).join(', ');
  const rows: Record<string, string | number>[] = [];
  const compare = async (what: string, { ours, bare, tidy = async () => undefined, runs = 3 }: Compared) => {
    const best = { ours: Infinity, bare: Infinity };
    let answer = 0;
    // In turns, so that what else the machine does slows both.
    for (let run = 0; run < runs; run++) {
      best.ours = Math.min(best.ours, await seconds(async () => (answer = await ours())));
      best.bare = Math.min(best.bare, await seconds(bare));
      await tidy();
    }
    const ratio = best.ours / best.bare;
    process.stderr.write(`${what}: ${best.ours.toFixed(3)} s, bare ${best.bare.toFixed(3)} s\n`);
    rows.push({
      database: name,
      what,
      answer,
      'Facteur, ms': Math.round(best.ours * 1000),
      'bare statement, ms': Math.round(best.bare * 1000),
      ratio: ratio.toFixed(2),
      aim: `${AIM}${ratio <= AIM ? '' : ' (missed)'}`,
    });
  };

  const statistics = app.get(StatisticsService);
  await compare('statistics of a campaign, its mailings and links', {
    ours: async () => (await statistics.ofCampaign(last.id)).clickedCount,
    bare: () =>
      database.query(
        `SELECT tracking_url_id, action, COUNT(DISTINCT queue_item_id) FROM campaign_log_record
         WHERE campaign_id = ${last.id} AND is_test = 0 AND is_bot = 0 GROUP BY tracking_url_id, action`,
      ),
  });
  await compare('timeline by hour in a time zone', {
    ours: async () =>
      (await statistics.timeline(last.id, { interval: 'hour', timezone: 'Europe/Paris', withBots: false }))
        .data.length,
    bare: () =>
      database.query(
        `SELECT SUBSTR(CAST(action_date AS CHAR(19)), 1, 13) AS hour, action, COUNT(*) AS total
         FROM campaign_log_record WHERE campaign_id = ${last.id} AND is_test = 0 AND is_bot = 0 GROUP BY hour, action`,
      ),
  });

  const filters = app.get(SegmentFilters);
  const segment = (what: string, filter: unknown, bare: string) =>
    compare(what, {
      ours: async () => {
        const { source, condition } = await filters.compile('Contact', filter);
        return total(
          database,
          `SELECT COUNT(*) AS total FROM ${condition.from ?? source.list.from} WHERE ${condition.sql}`,
          condition.values,
        );
      },
      bare: () => database.query(bare),
    });
  const real = `target_type = 'Contact' AND is_test = 0 AND is_bot = 0`;
  await segment(
    'segment: clicked in ten campaigns, did not open the last',
    {
      all: [
        { activity: { action: 'Clicked', campaignIds: ids } },
        { not: { activity: { action: 'Opened', campaignIds: ids.slice(-1) } } },
      ],
    },
    `SELECT COUNT(*) FROM (SELECT DISTINCT target_id FROM campaign_log_record WHERE campaign_id IN (${ten})
       AND action = 'Clicked' AND ${real}) l
     WHERE NOT EXISTS (SELECT 1 FROM campaign_log_record x WHERE x.target_type = 'Contact' AND x.target_id = l.target_id
       AND x.action = 'Opened' AND x.campaign_id = ${last.id} AND x.is_bot = 0 AND x.is_test = 0)`,
  );
  const since = campaigns.at(-5)!.sentAt;
  await segment(
    'segment: clicked in any campaign of the last weeks',
    { activity: { action: 'Clicked', from: since.toISOString() } },
    `SELECT COUNT(DISTINCT target_id) FROM campaign_log_record
     WHERE action = 'Clicked' AND ${real} AND action_date >= '${since.toISOString().slice(0, 19).replace('T', ' ')}'`,
  );
  await segment(
    'segment: opened twice or more, whenever',
    { activity: { action: 'Opened', atLeast: 2 } },
    `SELECT COUNT(*) FROM (SELECT target_id FROM campaign_log_record WHERE action = 'Opened' AND ${real}
       GROUP BY target_id HAVING COUNT(*) >= 2) l`,
  );

  const lists = app.get(TargetListService);
  const [key] = await lists.keysOf('x', [String((await lists.create({ name: 'bare' })).id)]);
  const listing = `INSERT INTO target_list_member (list_id, target_type, target_id, created_at)
     SELECT ${key}, l.target_type, l.target_id, l.action_date FROM (
       SELECT target_type, target_id, MIN(action_date) AS action_date FROM campaign_log_record
       WHERE campaign_id IN (${ten}) AND action = 'Clicked' AND is_test = 0 AND is_bot = 0
       GROUP BY target_type, target_id) l
     WHERE NOT EXISTS (SELECT 1 FROM campaign_log_record x WHERE x.target_type = l.target_type
       AND x.target_id = l.target_id AND x.action = 'Opted Out' AND x.campaign_id IN (${ten}))`;
  const origin = `INSERT INTO consent_record (recorded_at, occurred_at, list_id, target_type, target_id, action, origin_id)
     SELECT created_at, created_at, list_id, target_type, target_id, 'Added', 1 FROM target_list_member
     WHERE list_id = ${key}`;
  let number = 0;
  await compare('log -> list (ten campaigns, clicked, not opted out), with how they came', {
    ours: async () =>
      (
        await app.get(ListFromLog).create({
          ...{ name: `bench ${++number}`, campaignIds: ids },
          ...{ includingActions: ['Clicked'], excludingActions: ['Opted Out'] },
        })
      ).added,
    bare: () =>
      database.transaction(async () => {
        await database.execute(listing);
        await database.execute(origin);
      }),
    // Once at full size: a second run would find the lists of the first.
    runs: 1,
  });
  const claimed = await claims(app, database, Math.ceil(ROWS / 10));
  await close();
  return { rows, claimed: { database: name, ...claimed } };
}

const results = [];
for (const kind of KINDS) {
  const server = kind === 'MariaDB' ? await MariaDb.start() : undefined;
  try {
    results.push(await measure(server));
  } finally {
    await server?.stop();
  }
}
table(
  `At ${ROWS} log rows`,
  results.flatMap(({ rows }) => rows),
);
table(
  'Claims of 200, ms (median)',
  results.map(({ claimed }) => claimed),
);
