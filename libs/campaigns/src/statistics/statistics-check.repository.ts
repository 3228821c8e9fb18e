import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';
import { LOG_AND_ARCHIVE } from '../log/log-tables-sql.js';
import { CampaignRepository } from '../campaign/campaign.repository.js';
import { MailingDirectories } from '../mailing-directory.js';

export interface CounterDifference {
  campaignId: string;
  massEmailId: string | null;
  trackingUrlId: string | null;
  name: string;
  counter: number;
  log: number;
}

const distinct = (condition: string) => `COUNT(DISTINCT CASE WHEN ${condition} THEN queue_item_id END)`;
const hits = (condition: string) => `SUM(CASE WHEN ${condition} THEN hits ELSE 0 END)`;
const events = (condition: string) => `SUM(CASE WHEN ${condition} THEN 1 ELSE 0 END)`;

const hitCounts = (action: string, base: string): Record<string, string> => ({
  [base]: distinct(`action = '${action}' AND is_bot = 0`),
  [`${base}WithBots`]: distinct(`action = '${action}'`),
  [`${base}Total`]: hits(`action = '${action}' AND is_bot = 0`),
  [`${base}TotalWithBots`]: hits(`action = '${action}'`),
});

/** What each counter must be, said in terms of the log. */
const TRUTH: Record<string, string> = {
  sent: events(`action = 'Sent'`),
  ...hitCounts('Opened', 'opened'),
  ...hitCounts('Clicked', 'clicked'),
  optedOut: `${events(`action = 'Opted Out'`)} - ${events(`action = 'Opted In' AND queue_item_id IS NOT NULL`)}`,
  hardBounced: events(`action = 'Bounced' AND details LIKE '%"hard":true%'`),
  softBounced: events(`action = 'Bounced' AND details NOT LIKE '%"hard":true%'`),
  complained: events(`action = 'Complained'`),
  replied: events(`action = 'Replied'`),
  leadCreated: events(`action = 'Lead Created'`),
};

const LINK_TRUTH = hitCounts('Clicked', 'clicked');

const unpivoted = (truth: Record<string, string>, link: string, log: string) =>
  `SELECT campaign_id, COALESCE(mailing_id, 0) AS mailing_id, ${link} AS tracking_url_id,
          ${Object.entries(truth)
            .map(([name, sql]) => `${sql} AS "${name}"`)
            .join(',\n          ')}
   FROM {${log}}
   WHERE is_test = 0`;

/**
 * Compares the counters with the log that they were made beside, and makes them anew where a person wants it. What was
 * archived counts as before: all entries of an item lie in one of the two, so that their numbers can be added.
 */
@Injectable()
export class StatisticsCheck {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignRepository,
    private readonly directories: MailingDirectories,
  ) {}

  /** Differences of one campaign, or of all; an empty answer is the good one. */
  async differences(campaignId?: number): Promise<CounterDifference[]> {
    return this.database.transaction(async () => {
      const log = await this.fromLog(campaignId);
      const counters = await this.fromCounters(campaignId);
      const keys = [...new Set([...log.keys(), ...counters.keys()])].sort();
      const off = keys.filter((key) => (log.get(key) ?? 0) !== (counters.get(key) ?? 0));
      if (off.length === 0) return [];
      const names = await this.publicIds();
      return off.map((key) => {
        const [campaign, mailing, link, name] = key.split('/') as [string, string, string, string];
        return {
          campaignId: names.campaign.get(campaign) ?? campaign,
          massEmailId: names.mailing.get(mailing) ?? null,
          trackingUrlId: names.tracking_url.get(link) ?? null,
          name,
          counter: counters.get(key) ?? 0,
          log: log.get(key) ?? 0,
        };
      });
    });
  }

  /** Makes all counters of a campaign anew from its log, series and breakdowns as well. */
  async rebuild(campaignId: number): Promise<void> {
    await this.database.transaction(async () => {
      await this.campaigns.lock(campaignId);
      const log = await this.fromLog(campaignId);
      await this.database.execute(
        `DELETE FROM {campaign_counter}
         WHERE campaign_id = ?`,
        [campaignId],
      );
      for (const [key, value] of log) {
        const [, mailing, link, name] = key.split('/');
        if (value)
          await this.database.execute(
            `INSERT INTO {campaign_counter} (campaign_id, mailing_id, tracking_url_id, name, value)
             VALUES (?, ?, ?, ?, ?)`,
            [campaignId, Number(mailing), Number(link), name, value],
          );
      }
      await this.database.execute(
        `DELETE FROM {campaign_breakdown}
         WHERE campaign_id = ?`,
        [campaignId],
      );
      for (const statement of this.breakdowns())
        await this.database.execute(statement, [campaignId, campaignId]);
    });
  }

  private async fromLog(campaignId?: number): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    const where = campaignId === undefined ? '' : ' AND campaign_id = ?';
    const values = campaignId === undefined ? [] : [campaignId, campaignId];
    const collect = async (truth: Record<string, string>, link: string, more: string) => {
      const of = (log: string) =>
        `${unpivoted(truth, link, log)}
           ${where}
           ${more}
         GROUP BY campaign_id, COALESCE(mailing_id, 0), ${link === '0' ? 'campaign_id' : link}`;
      // One statement, so that nothing is seen on its way from one to the other.
      const rows = await this.database.query<Record<string, number>>(
        LOG_AND_ARCHIVE.map(of).join(' UNION ALL '),
        values,
      );
      for (const row of rows)
        for (const name of Object.keys(truth)) {
          const value = Number(row[name]);
          const key = `${row['campaign_id']}/${row['mailing_id']}/${row['tracking_url_id']}/${name}`;
          if (value) counts.set(key, (counts.get(key) ?? 0) + value);
        }
    };
    await collect(TRUTH, '0', '');
    await collect(LINK_TRUTH, 'tracking_url_id', ` AND action = 'Clicked' AND tracking_url_id IS NOT NULL`);
    return counts;
  }

  private async fromCounters(campaignId?: number): Promise<Map<string, number>> {
    const rows = await this.database.query<Record<string, unknown>>(
      `SELECT campaign_id, mailing_id, tracking_url_id, name, value
       FROM {campaign_counter}
       WHERE value <> 0
         ${campaignId === undefined ? '' : 'AND campaign_id = ?'}`,
      campaignId === undefined ? [] : [campaignId],
    );
    return new Map(
      rows.map((row) => [
        `${String(row['campaign_id'])}/${String(row['mailing_id'])}/${String(row['tracking_url_id'])}/${String(row['name'])}`,
        Number(row['value']),
      ]),
    );
  }

  private async publicIds() {
    const of = async (table: string) =>
      new Map(
        (
          await this.database.query<{ id: number; publicId: string }>(
            `SELECT id, public_id AS "publicId"
             FROM ${table}`,
          )
        ).map(({ id, publicId }) => [String(id), publicId]),
      );
    return {
      campaign: await of('{campaign}'),
      mailing: await of(this.directories.the.table),
      tracking_url: await of('{tracking_url}'),
    };
  }

  /** One INSERT ... SELECT for each kind of bucket and way of counting. Firsts count where they first happened. */
  private breakdowns(): string[] {
    const slot = (date: string) =>
      this.database.dialect.name === 'mysql'
        ? `DATE_FORMAT(${date} - INTERVAL MOD(MINUTE(${date}), 15) MINUTE, '%Y-%m-%dT%H:%i')`
        : `strftime('%Y-%m-%dT%H:', ${date}) || printf('%02d', CAST(strftime('%M', ${date}) AS INTEGER) / 15 * 15)`;
    const kinds: [string, (date: string) => string][] = [
      ['slot', slot],
      ['group', () => 'address_group'],
      ['type', () => 'target_type'],
    ];
    const fromOf = (log: string) => `FROM {${log}}
         WHERE campaign_id = ?
           AND is_test = 0`;
    const insert = (kind: string, select: (from: string) => string) =>
      `INSERT INTO {campaign_breakdown} (campaign_id, mailing_id, kind, bucket, name, value)
       SELECT campaign_id, mailing, '${kind}', bucket, name, SUM(value)
       FROM (${LOG_AND_ARCHIVE.map((log) => select(fromOf(log))).join(' UNION ALL ')}) s
       WHERE bucket IS NOT NULL
       GROUP BY campaign_id, mailing, bucket, name
       HAVING SUM(value) <> 0`;
    const name = `CASE action
           WHEN 'Sent' THEN 'sent'
           WHEN 'Opted Out' THEN 'optedOut'
           WHEN 'Opted In' THEN 'optedOut'
           WHEN 'Bounced' THEN
             CASE WHEN details LIKE '%"hard":true%' THEN 'hardBounced' ELSE 'softBounced' END
           WHEN 'Complained' THEN 'complained'
           WHEN 'Replied' THEN 'replied'
           ELSE 'leadCreated'
         END`;
    const mailing = 'COALESCE(mailing_id, 0) AS mailing';
    return kinds.flatMap(([kind, bucket]) => [
      insert(
        kind,
        (from) => `SELECT campaign_id, ${mailing}, ${bucket('action_date')} AS bucket, ${name} AS name,
                CASE action WHEN 'Opted In' THEN -1 ELSE 1 END AS value
         ${from}
           AND action NOT IN ('Opened', 'Clicked')
           AND (action <> 'Opted In' OR queue_item_id IS NOT NULL)`,
      ),
      ...['Opened', 'Clicked'].flatMap((action) => {
        const base = action === 'Opened' ? 'opened' : 'clicked';
        return [
          [base, ' AND is_bot = 0'],
          [`${base}WithBots`, ''],
        ].flatMap(([counter, bots]) => [
          insert(
            kind,
            (
              from,
            ) => `SELECT campaign_id, ${mailing}, ${bucket('MIN(action_date)')} AS bucket, '${counter}' AS name,
                    1 AS value
             ${from}
               AND action = '${action}'${bots}
             GROUP BY campaign_id, COALESCE(mailing_id, 0), queue_item_id${
               kind === 'slot' ? '' : `, ${bucket('')}`
             }`,
          ),
          insert(
            kind,
            (from) => `SELECT campaign_id, ${mailing}, ${bucket('action_date')} AS bucket,
                    '${base}Total${counter === base ? '' : 'WithBots'}' AS name, hits AS value
             ${from}
               AND action = '${action}'${bots}`,
          ),
        ]);
      }),
    ]);
  }
}
