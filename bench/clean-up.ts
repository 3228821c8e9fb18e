import { ArchiveHorizon, CampaignLog, CampaignService } from '@facteur/campaigns';
import { CleanUp } from '@facteur/dispatch';
import type { Database } from '@facteur/platform';
import { setTimeout as pause } from 'node:timers/promises';
import { MariaDb, openFacteur, seconds, table } from './support.js';

/**
 * Archiving an old mailing with three entries of the log a recipient, beside one bare INSERT ... SELECT and DELETE of as
 * many rows; and how long somebody waits meanwhile who writes to the log.
 */
const ITEMS = Number(process.argv[2] ?? 100_000);
const ACTIONS = ['Sent', 'Opened', 'Clicked'];
const ENDED = new Date('2020-01-01T00:00:00Z');

async function fill(database: Database, mailing: number, campaign: number): Promise<void> {
  await database.execute(
    `INSERT INTO mailing (id, public_id, created_at, modified_at, channel, name, status, campaign_id, completed_at)
     VALUES (?, ?, ?, ?, 'email', 'M', 'Complete', ?, ?)`,
    [mailing, `old${mailing}`, ENDED, ENDED, campaign, ENDED],
  );
  const { concat } = database.dialect;
  const address = concat(`'p'`, 'n', `'@x.example'`);
  const numbers = `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${ITEMS})`;
  const many =
    database.dialect.name === 'mysql' ? `SET STATEMENT max_recursive_iterations = ${ITEMS} FOR ` : '';
  await database.query(
    `${many}INSERT INTO queue_item (mailing_id, channel, target_type, target_id, address, address_key, status, next_attempt_at, sent_at, created_at)
     ${numbers} SELECT ${mailing}, 'email', 'Contact', n, ${address}, ${address}, 'Sent', ?, ?, ? FROM numbers`,
    [ENDED, ENDED, ENDED],
  );
  for (const action of ACTIONS)
    await database.execute(
      `INSERT INTO campaign_log_record (campaign_id, mailing_id, queue_item_id, action, action_date, target_type, target_id, address, is_test, dedupe_key)
       SELECT ${campaign}, mailing_id, id, '${action}', ?, target_type, target_id, address, 0, ${concat('id', `':${action}:'`)}
       FROM queue_item WHERE mailing_id = ${mailing}`,
      [ENDED],
    );
}

/** How long an entry takes, in milliseconds: the middle, and the slowest hundredth. */
async function waits(log: CampaignLog, campaign: number, until: () => boolean) {
  const times: number[] = [];
  while (!until()) {
    const begun = performance.now();
    await log.append([
      {
        ...{ campaignId: campaign, mailingId: null, queueItemId: null, action: 'Replied' },
        ...{ actionDate: new Date(), targetType: 'Contact', targetId: 'x', address: null, isTest: false },
      },
    ]);
    times.push(performance.now() - begun);
    await pause(2);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(1);
  return `${at(0.5)}, ${at(0.99)}`;
}

async function measure(server: MariaDb | undefined) {
  const { app, database, close } = await openFacteur(server, 'smtp://127.0.0.1:1');
  const made = await app.get(CampaignService).create({ name: 'C', status: 'Active' });
  const campaign = (await app.get(CampaignService).store.get(String(made.id))).id;
  await fill(database, 1, campaign);
  await fill(database, 2, campaign);
  const log = app.get(CampaignLog);
  let over = false;
  setTimeout(() => (over = true), 2_000);
  const quiet = await waits(log, campaign, () => over);
  // Announced an hour ago.
  const horizon = app.get(ArchiveHorizon);
  await horizon.advance(new Date('2021-01-01'));
  await database.execute(
    `UPDATE setting SET value = REPLACE(value, '"readSince":"20', '"readSince":"19') WHERE name = 'archive'`,
  );
  await database.execute(`UPDATE mailing SET completed_at = NULL WHERE id = 2`);
  let busy = '';
  over = false;
  const during = waits(log, campaign, () => over).then((words) => (busy = words));
  let items = 0;
  const time = await seconds(async () => {
    items = (await app.get(CleanUp).run()).items;
  });
  over = true;
  await during;
  if (items !== ITEMS) throw new Error(`${items} of ${ITEMS} items were archived.`);
  const columns = async (name: string) =>
    Object.keys((await database.query<object>(`SELECT * FROM ${name} LIMIT 1`))[0]!).join(', ');
  const [queue, entries] = [await columns('queue_item'), await columns('campaign_log_record')];
  const bare = await seconds(() =>
    database.transaction(async () => {
      const moves: [string, string, string, string][] = [
        ['queue_item', 'queue_item_archive', queue, 'mailing_id = 2'],
        ['campaign_log_record', 'campaign_log_archive', entries, 'mailing_id = 2'],
      ];
      for (const [from, to, list, where] of moves) {
        await database.execute(`INSERT INTO ${to} (${list}) SELECT ${list} FROM ${from} WHERE ${where}`);
        await database.execute(`DELETE FROM ${from} WHERE ${where}`);
      }
    }),
  );
  await close();
  return {
    database: server ? 'MariaDB' : 'SQLite',
    'archived, items a second': Math.round(items / time),
    'one bare transaction, items a second': Math.round(items / bare),
    times: (time / bare).toFixed(1),
    'an entry takes, ms (middle, p99)': quiet,
    'meanwhile, ms': busy,
  };
}

const server = await MariaDb.start();
try {
  table(
    `An old mailing of ${ITEMS} with ${ITEMS * ACTIONS.length} entries of the log goes into the archive`,
    [await measure(server), await measure(undefined)],
  );
} finally {
  await server.stop();
}
