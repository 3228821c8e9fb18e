import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';

export type Counts = Record<string, number>;

/** Numbers of a campaign, read from counters that move as events arrive: constant time, however long the log. */
@Injectable()
export class StatisticsService {
  constructor(private readonly database: Database) {}

  async ofCampaign(campaignId: number) {
    const rows = await this.database.query<{ name: string; value: number }>(
      `SELECT name, SUM(value) AS value FROM campaign_counter WHERE campaign_id = ? AND tracking_url_id = 0 GROUP BY name`,
      [campaignId],
    );
    return describeCounts(Object.fromEntries(rows.map((row) => [row.name, Number(row.value)])));
  }

  /** Log records by action and step, oldest first; times in UTC. Tests and suspected bots are left out. */
  async timeline(campaignId: number, interval: 'hour' | 'day') {
    const length = interval === 'hour' ? 13 : 10;
    const moment =
      this.database.dialect.name === 'mysql' ? "DATE_FORMAT(action_date, '%Y-%m-%d %H')" : 'action_date';
    const rows = await this.database.query<{ step: string; action: string; total: number }>(
      `SELECT SUBSTR(${moment}, 1, ${length}) AS step, action, COUNT(*) AS total FROM campaign_log_record
       WHERE campaign_id = ? AND is_test = 0 AND is_bot = 0 GROUP BY step, action ORDER BY step`,
      [campaignId],
    );
    const series = new Map<string, Counts>();
    for (const row of rows) {
      const time = `${row.step.replace(' ', 'T')}${interval === 'hour' ? ':00:00Z' : 'T00:00:00Z'}`;
      series.set(time, { ...series.get(time), [row.action]: Number(row.total) });
    }
    return { interval, data: [...series].map(([time, counts]) => ({ time, counts })) };
  }
}

/** The statistics document made of raw counters. Percentages are of sent, and null where nothing was sent. */
export function describeCounts(counts: Counts) {
  const of = (name: string) => counts[name] ?? 0;
  const sent = of('sent');
  const percent = (count: number) => (sent ? Math.round((count / sent) * 10_000) / 100 : null);
  const hard = of('hardBounced');
  const soft = of('softBounced');
  return {
    sentCount: sent,
    openedCount: of('opened'),
    openedPercentage: percent(of('opened')),
    clickedCount: of('clicked'),
    clickedPercentage: percent(of('clicked')),
    optedOutCount: of('optedOut'),
    optedOutPercentage: percent(of('optedOut')),
    bouncedCount: hard + soft,
    bouncedPercentage: percent(hard + soft),
    hardBouncedCount: hard,
    hardBouncedPercentage: percent(hard),
    softBouncedCount: soft,
    softBouncedPercentage: percent(soft),
    complainedCount: of('complained'),
    complainedPercentage: percent(of('complained')),
    repliedCount: of('replied'),
    repliedPercentage: percent(of('replied')),
    leadCreatedCount: of('leadCreated'),
    leadCreatedPercentage: percent(of('leadCreated')),
  };
}
