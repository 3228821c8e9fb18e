import { type Database, newPublicId } from '@facteur/platform';
import { seedContacts } from './support.js';
import { withoutIndices } from './indices.js';

/** Of the log, for each contact; so a log of ten million is that of a million people. */
const ROWS_EACH = 10;
const CAMPAIGNS = 20;

export interface MadeCampaign {
  id: number;
  publicId: string;
  sentAt: Date;
}

/**
 * A log of so many rows: twenty campaigns, each sent to three tenths of the contacts, opened by nearly half of those and
 * clicked by a third at most. Everybody clicked in just one of the last ten.
 */
export async function makeLog(database: Database, rows: number): Promise<MadeCampaign[]> {
  await withoutIndices(database, 'crm_contact', () =>
    withoutIndices(database, 'crm_address', () => seedContacts(database, 's', Math.ceil(rows / ROWS_EACH))),
  );
  const made: MadeCampaign[] = [];
  await withoutIndices(database, 'campaign_log_record', async () => {
    for (let number = 1; number <= CAMPAIGNS; number++) made.push(await makeCampaign(database, number));
  });
  if (database.dialect.name === 'mysql')
    await database.query('ANALYZE TABLE campaign_log_record, crm_contact, crm_address');
  return made;
}

async function makeCampaign(database: Database, number: number): Promise<MadeCampaign> {
  const sentAt = new Date(Date.UTC(2026, 0, 5, 9) + number * 7 * 86_400_000);
  const insert = async (table: string, row: Record<string, unknown>) => {
    const all = { public_id: newPublicId(), created_at: sentAt, modified_at: sentAt, ...row };
    await database.execute(
      `INSERT INTO ${table} (${Object.keys(all).join(', ')}) VALUES (${Object.keys(all)
        .map(() => '?')
        .join(', ')})`,
      Object.values(all),
    );
    const [{ id } = { id: 0 }] = await database.query<{ id: number }>(
      `SELECT id FROM ${table} WHERE public_id = ?`,
      [all.public_id],
    );
    return { id, publicId: all.public_id };
  };
  const campaign = await insert('campaign', { name: `C${number}`, status: 'Complete', type: 'Newsletter' });
  const mailing = await insert('mailing', {
    ...{ channel: 'email', name: `M${number}`, status: 'Complete', campaign_id: campaign.id },
  });
  await database.execute('INSERT INTO mass_email (mailing_id, open_tracking) VALUES (?, 1)', [mailing.id]);
  const urls: number[] = [];
  for (const name of ['Prices', 'News', 'Events']) {
    const url = {
      campaign_id: campaign.id,
      name,
      url: `https://www.example.com/${name}`,
      action: 'Redirect',
    };
    urls.push((await insert('tracking_url', url)).id);
  }
  const mysql = database.dialect.name === 'mysql';
  const minutes = `((id * 31 + ${number}) % 97) * ((id * 17 + ${number}) % 61)`;
  const later = mysql
    ? `DATE_ADD(?, INTERVAL ${minutes} MINUTE)`
    : `strftime('%Y-%m-%d %H:%M:%f', ?, '+' || (${minutes}) || ' minutes')`;
  const url = `CASE id % 3 WHEN 0 THEN ${urls[0]} WHEN 1 THEN ${urls[1]} ELSE ${urls[2]} END`;
  const place = `(id + ${number}) % 10`;
  const older = number <= CAMPAIGNS / 2 ? ' AND id % 3 = 0' : '';
  for (const [action, where, date = later, link = 'NULL', bot = 0] of [
    ['Sent', `${place} < 3`, mysql ? '? + INTERVAL 0 MINUTE' : '?'],
    ['Opened', `${place} = 0 OR ${place} = 1 AND id % 3 = 1`],
    ['Opened', `${place} = 2 AND id % 31 = 0`, later, 'NULL', 1],
    ['Clicked', `${place} = 0${older}`, later, url],
    ['Opted Out', `(id + ${number}) % 500 = 0`],
  ] as [string, string, string?, string?, number?][])
    await database.execute(
      `INSERT INTO campaign_log_record (campaign_id, mailing_id, queue_item_id, action, action_date, target_type,
         target_id, address, address_group, tracking_url_id, is_bot)
       SELECT ${campaign.id}, ${mailing.id}, ${number * 10_000_000} + id, '${action}', ${date}, 'Contact', public_id,
         ${database.dialect.concat('public_id', `'@load.example'`)}, 'load.example', ${link}, ${bot}
       FROM crm_contact WHERE ${where}`,
      [sentAt],
    );
  return { ...campaign, sentAt };
}
