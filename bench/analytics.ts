import { SegmentFilters, TargetListService } from '@facteur/audience';
import { ListFromLog, StatisticsCheck, StatisticsService } from '@facteur/campaigns';
import type { Database } from '@facteur/platform';
import { makeHistory } from '@facteur/server';
import { MariaDb, openFacteur, seconds, seedContacts, table } from './support.js';

/**
 * What analysts wait for, over 200,000 records, 40 campaigns and two million log rows, each beside one bare SQL
 * statement that does the minimum for the same answer. Smaller: `-- 20000 10`.
 */
const RECORDS = Number(process.argv[2] ?? 200_000);
const CAMPAIGNS = Number(process.argv[3] ?? 40);
const RUNS = 3;

async function best(work: () => Promise<unknown>, tidy: () => Promise<unknown> = async () => undefined) {
  let time = Infinity;
  for (let run = 0; run < RUNS; run++) {
    time = Math.min(time, await seconds(work));
    await tidy();
  }
  return time;
}

async function total(database: Database, sql: string, values: unknown[] = []): Promise<number> {
  const [row] = await database.query<{ total: number }>(sql, values);
  return Number(row!.total);
}

async function measure(server: MariaDb | undefined) {
  const { app, database, close } = await openFacteur(server, 'smtp://127.0.0.1:1');
  const name = server ? 'MariaDB' : 'SQLite';
  const half = Math.floor(RECORDS / 2);
  let campaigns: string[] = [];
  const made = await seconds(async () => {
    await seedContacts(database, 'c', half);
    await seedContacts(database, 'l', half, 'leads.example', 'crm_lead');
    campaigns = await makeHistory(database, app.get(StatisticsCheck), {
      campaigns: CAMPAIGNS,
      now: new Date('2027-03-01T09:00:00Z'),
      share: 18,
    });
  });
  if (server)
    await database.query('ANALYZE TABLE campaign_log_record, crm_contact, crm_lead, crm_address, queue_item');
  const rows = await total(database, 'SELECT COUNT(*) AS total FROM campaign_log_record');
  console.log(
    `${name}: ${RECORDS} records, ${CAMPAIGNS} campaigns, ${rows} log rows in ${made.toFixed(0)} s`,
  );
  const keys = await database.query<{ id: number }>('SELECT id FROM campaign ORDER BY id DESC LIMIT 10');
  const ten = keys.map(({ id }) => id).join(', ');
  const lastTen = campaigns.slice(-10);
  const results: Record<string, string | number>[] = [];
  const compare = (what: string, ours: number, bare: number, answer: number) =>
    results.push({
      database: name,
      what,
      answer,
      'Facteur, ms': Math.round(ours * 1000),
      'bare statement, ms': Math.round(bare * 1000),
      ratio: (ours / bare).toFixed(2),
    });

  const fromLog = app.get(ListFromLog);
  let count = 0;
  const listing = await best(async () => {
    const list = await fromLog.create({
      name: 'bench',
      campaignIds: lastTen,
      includingActions: ['Clicked'],
      excludingActions: ['Opted Out'],
    });
    count = list.added;
  });
  const list = await app.get(TargetListService).create({ name: 'bare' });
  const [listKey] = await app.get(TargetListService).keysOf('x', [String(list.id)]);
  const bareListing = await best(
    () =>
      database.execute(
        `INSERT INTO target_list_member (list_id, target_type, target_id, created_at)
         SELECT DISTINCT ${listKey}, l.target_type, l.target_id, l.action_date FROM (
           SELECT target_type, target_id, MIN(action_date) AS action_date FROM campaign_log_record
           WHERE campaign_id IN (${ten}) AND action = 'Clicked' AND is_test = 0 AND is_bot = 0 GROUP BY target_type, target_id) l
         WHERE NOT EXISTS (SELECT 1 FROM campaign_log_record x WHERE x.target_type = l.target_type AND x.target_id = l.target_id
           AND x.action = 'Opted Out' AND x.campaign_id IN (${ten}))`,
      ),
    () => database.execute('DELETE FROM target_list_member WHERE list_id = ?', [listKey]),
  );
  compare('log -> list (10 campaigns, clicked, not opted out)', listing, bareListing, count);

  const filter = {
    all: [
      { activity: { action: 'Clicked', campaignIds: lastTen } },
      { not: { activity: { action: 'Opened', campaignIds: lastTen.slice(-1) } } },
    ],
  };
  const filters = app.get(SegmentFilters);
  const { source, condition } = await filters.compile('Contact', filter);
  const segment = await best(async () => {
    count = await total(
      database,
      `SELECT COUNT(*) AS total FROM ${condition.from ?? source.list.from} WHERE ${condition.sql}`,
      condition.values,
    );
  });
  const last = keys[0]!.id;
  const bareSegment = await best(() =>
    total(
      database,
      `SELECT COUNT(*) AS total FROM (SELECT DISTINCT target_id FROM campaign_log_record WHERE campaign_id IN (${ten}) AND action = 'Clicked'
         AND target_type = 'Contact' AND is_test = 0 AND is_bot = 0) l
       WHERE NOT EXISTS (SELECT 1 FROM campaign_log_record x WHERE x.target_type = 'Contact' AND x.target_id = l.target_id AND x.action = 'Opened'
         AND x.campaign_id = ${last} AND x.is_bot = 0)`,
    ),
  );
  compare('segment with two activity conditions, counted', segment, bareSegment, count);

  const statistics = app.get(StatisticsService);
  const numbers = await best(() => statistics.ofCampaign(last));
  const bareNumbers = await best(() =>
    database.query(
      `SELECT mailing_id, tracking_url_id, name, value FROM campaign_counter WHERE campaign_id = ${last}`,
    ),
  );
  const fromTheLog = await best(() =>
    database.query(
      `SELECT action, COUNT(DISTINCT queue_item_id) FROM campaign_log_record WHERE campaign_id = ${last} AND is_test = 0 AND is_bot = 0 GROUP BY action`,
    ),
  );
  compare('statistics of a campaign, its mailings and links', numbers, bareNumbers, 1);
  compare('the same beside counting the log', numbers, fromTheLog, 1);

  const options = { interval: 'hour' as const, timezone: 'Europe/Paris', withBots: false };
  const timeline = await best(async () => {
    count = (await statistics.timeline(last, options)).data.length;
  });
  const bareTimeline = await best(() =>
    database.query(
      `SELECT SUBSTR(CAST(action_date AS CHAR(19)), 1, 13) AS hour, action, COUNT(*) AS total FROM campaign_log_record
       WHERE campaign_id = ${last} AND is_test = 0 AND is_bot = 0 GROUP BY hour, action`,
    ),
  );
  compare('timeline by hour in a time zone', timeline, bareTimeline, count);
  const checking = await seconds(async () => app.get(StatisticsCheck).differences());
  console.log(`${name}: counters of all campaigns compared with the log in ${checking.toFixed(1)} s`);
  await close();
  return results;
}

const rows = await measure(undefined);
const server = await MariaDb.start();
rows.push(...(await measure(server)));
await server.stop();
table('Analytics', rows);
