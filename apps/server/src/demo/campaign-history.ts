import { StatisticsCheck } from '@facteur/campaigns';
import { type Database, newPublicId } from '@facteur/platform';

export interface HistoryOptions {
  campaigns: number;
  /** The newest campaign was sent a week before this; the others two weeks apart. */
  now: Date;
  /** Share of contacts and leads that each campaign went to, in per cent. */
  share: number;
}

const WEEK = 7 * 86_400_000;

/** Of those it was sent to, in per mille; and within how many minutes it mostly happened. */
const RATES = { opened: 240, scanned: 40, clicked: 70, optedOut: 4, hard: 6, soft: 9, complained: 1 };

/**
 * Campaigns that were sent in the past, with everything that followed, by a few statements each however many
 * records there are. The same records and options give the same history: what looks like chance is arithmetic.
 */
export async function makeHistory(
  database: Database,
  check: StatisticsCheck,
  { campaigns, now, share }: HistoryOptions,
): Promise<string[]> {
  const ids: string[] = [];
  for (let number = 1; number <= campaigns; number++) {
    const sentAt = new Date(now.getTime() - WEEK - (campaigns - number) * 2 * WEEK);
    ids.push(await database.transaction(() => makeCampaign(database, check, number, sentAt, share)));
  }
  return ids;
}

async function makeCampaign(
  database: Database,
  check: StatisticsCheck,
  number: number,
  sentAt: Date,
  share: number,
): Promise<string> {
  const publicId = newPublicId();
  const insert = async (table: string, row: Record<string, unknown>): Promise<number> => {
    const id = newPublicId();
    const all = { public_id: row['public_id'] ?? id, created_at: sentAt, modified_at: sentAt, ...row };
    await database.execute(
      `INSERT INTO ${table} (${Object.keys(all).join(', ')}) VALUES (${Object.keys(all)
        .map(() => '?')
        .join(', ')})`,
      Object.values(all),
    );
    const [made] = await database.query<{ id: number }>(`SELECT id FROM ${table} WHERE public_id = ?`, [
      all.public_id,
    ]);
    return made!.id;
  };
  const month = sentAt.toLocaleString('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const campaignId = await insert('campaign', {
    public_id: publicId,
    name: `Letter of ${month} (${number})`,
    status: 'Complete',
    type: 'Newsletter',
  });
  const mailingId = await insert('mailing', {
    channel: 'email',
    name: `Letter of ${month}`,
    status: 'Complete',
    campaign_id: campaignId,
    completed_at: sentAt,
  });
  await database.execute('INSERT INTO mass_email (mailing_id, open_tracking) VALUES (?, 1)', [mailingId]);
  const urls: number[] = [];
  for (const name of ['Prices', 'News', 'Events'])
    urls.push(
      await insert('tracking_url', {
        campaign_id: campaignId,
        name,
        url: `https://www.example.com/${name.toLowerCase()}`,
        action: 'Redirect',
      }),
    );
  await queue(database, number, mailingId, sentAt, share);
  await log(database, { campaignId, mailingId, urls, sentAt, number });
  await check.rebuild(campaignId);
  return publicId;
}

/** A number from 0 to 999 that depends on the row and on nothing else. */
const chance = (id: string, salt: number) => `((${id} * 7919 + ${salt} * 104729) % 1000)`;

async function queue(
  database: Database,
  number: number,
  mailingId: number,
  sentAt: Date,
  share: number,
): Promise<void> {
  for (const [targetType, table] of [
    ['Contact', 'crm_contact'],
    ['Lead', 'crm_lead'],
  ])
    await database.execute(
      `INSERT INTO queue_item (mailing_id, channel, target_type, target_id, address, address_key, status, attempt_count, next_attempt_at, sent_at, created_at)
       SELECT ?, 'email', '${targetType}', r.public_id, MIN(a.address), a.address_key, 'Sent', 1, ?, ?, ? FROM ${table} r
       JOIN crm_address a ON a.target_type = '${targetType}' AND a.target_id = r.public_id AND a.channel = 'email' AND a.is_primary = 1
       WHERE ${chance('r.id', number)} < ? AND NOT EXISTS (SELECT 1 FROM queue_item q WHERE q.mailing_id = ? AND q.address_key = a.address_key)
       GROUP BY r.public_id, a.address_key`,
      [mailingId, sentAt, sentAt, sentAt, share * 10, mailingId],
    );
}

async function log(
  database: Database,
  history: { campaignId: number; mailingId: number; urls: number[]; sentAt: Date; number: number },
): Promise<void> {
  const { campaignId, mailingId, urls, number } = history;
  const mysql = database.dialect.name === 'mysql';
  const group = mysql
    ? `SUBSTRING_INDEX(address_key, '@', -1)`
    : `SUBSTR(address_key, INSTR(address_key, '@') + 1)`;
  // Most within a day, the last after four.
  const minutes = `((id * 31 + ${number}) % 97) * ((id * 17 + ${number}) % 61)`;
  const later = mysql
    ? `DATE_ADD(sent_at, INTERVAL ${minutes} MINUTE)`
    : `strftime('%Y-%m-%d %H:%M:%f', sent_at, '+' || (${minutes}) || ' minutes')`;
  const write = (
    action: string,
    where: string,
    more: { date?: string; url?: string; bot?: 0 | 1; hits?: string; details?: string } = {},
  ) =>
    database.execute(
      `INSERT INTO campaign_log_record (campaign_id, mailing_id, queue_item_id, action, action_date, target_type, target_id, address,
         address_group, tracking_url_id, is_bot, hits, details)
       SELECT ${campaignId}, mailing_id, id, '${action}', ${more.date ?? later}, target_type, target_id, address,
         ${group}, ${more.url ?? 'NULL'}, ${more.bot ?? 0}, ${more.hits ?? '1'}, ${more.details ?? 'NULL'}
       FROM queue_item WHERE mailing_id = ? AND ${where}`,
      [mailingId],
    );
  const below = (salt: number, rate: number) => `${chance('id', number + salt)} < ${rate}`;
  await write('Sent', '1 = 1', { date: 'sent_at' });
  const bounced = `${chance('id', number + 500)}`;
  await write('Bounced', `${bounced} < ${RATES.hard}`, { details: `'{"hard":true,"reason":"userunknown"}'` });
  await write('Bounced', `${bounced} BETWEEN ${RATES.hard} AND ${RATES.hard + RATES.soft - 1}`, {
    details: `'{"hard":false,"reason":"mailboxfull"}'`,
  });
  const arrived = `${bounced} >= ${RATES.hard + RATES.soft}`;
  await write('Opened', `${arrived} AND ${below(100, RATES.opened)}`, { hits: '1 + id % 3' });
  await write('Opened', `${arrived} AND ${below(200, RATES.scanned)}`, { bot: 1 });
  // Whoever clicks has opened.
  const clicked = `${arrived} AND ${below(100, RATES.clicked)}`;
  await write('Clicked', clicked, {
    url: `CASE id % 3 WHEN 0 THEN ${urls[0]} WHEN 1 THEN ${urls[1]} ELSE ${urls[2]} END`,
  });
  await write('Opted Out', `${arrived} AND ${below(300, RATES.optedOut)}`);
  await write('Complained', `${arrived} AND ${below(400, RATES.complained)}`);
}
