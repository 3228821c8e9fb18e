import { Injectable } from '@nestjs/common';
import { dayOf, hourOf, stepStart, wallTime } from '@facteur/platform';
import { type Counts, describeCounts, percentage } from './describe-counts.js';
import { RevenueSources } from './revenue-source.js';
import { type NamedCount, StatisticsRepository } from './statistics.repository.js';
import type {
  CampaignStatisticsView,
  ComparedCampaignView,
  GroupStatisticsView,
  HoursOfWeekView,
  LinkStatisticsView,
  MailingOfCampaignView,
  MailingStatisticsView,
  TimelineView,
} from './statistics.view.js';

/** Names of counters by the action that moves them, as series show them. */
const SERIES: Record<string, string> = {
  sent: 'Sent',
  opened: 'Opened',
  clicked: 'Clicked',
  optedOut: 'Opted Out',
  hardBounced: 'Bounced',
  softBounced: 'Bounced',
  complained: 'Complained',
  replied: 'Replied',
  leadCreated: 'Lead Created',
};

export interface SeriesOptions {
  interval: 'hour' | 'day';
  timezone: string;
  withBots: boolean;
  mailingId?: number | undefined;
}

/** Numbers of campaigns, read from counters that move as events arrive: constant time, however long the log. */
@Injectable()
export class StatisticsService {
  constructor(
    private readonly counters: StatisticsRepository,
    private readonly revenue: RevenueSources,
  ) {}

  async ofCampaign(campaignId: number, withBots = false): Promise<CampaignStatisticsView> {
    const campaigns = await this.ofCampaigns([campaignId], withBots);
    return {
      ...campaigns[0]!.statistics,
      massEmails: await this.byMailing(campaignId, withBots),
      links: await this.byLink(campaignId, undefined, withBots),
    };
  }

  /** Several side by side, in the order given. */
  async ofCampaigns(campaignIds: number[], withBots = false): Promise<ComparedCampaignView[]> {
    if (campaignIds.length === 0) return [];
    const rows = await this.counters.ofCampaigns(campaignIds);
    const campaigns = await this.counters.campaigns(campaignIds);
    const earned = await this.revenue.of(campaigns.map((one) => one.publicId));
    return campaignIds.flatMap((id) => {
      const campaign = campaigns.find((one) => one.id === id);
      if (!campaign) return [];
      return {
        campaignId: campaign.publicId,
        name: campaign.name,
        type: campaign.type,
        statistics: {
          ...describeCounts(countsOf(rows.filter((row) => row.campaignId === id)), withBots),
          revenue: earned.get(campaign.publicId) ?? null,
        },
      };
    });
  }

  /** One mailing, with its links. */
  async ofMailing(
    mailingId: number,
    campaignId: number | null,
    withBots = false,
  ): Promise<MailingStatisticsView> {
    if (campaignId === null) return { ...describeCounts({}, withBots), links: [] };
    const rows = await this.counters.ofMailing(campaignId, mailingId);
    return {
      ...describeCounts(countsOf(rows), withBots),
      links: await this.byLink(campaignId, mailingId, withBots),
    };
  }

  /** Series by action, oldest first. `time` is the moment (UTC) at which the step began, `local` what the wall clock showed. */
  async timeline(
    campaignId: number,
    { interval, timezone, withBots, mailingId }: SeriesOptions,
  ): Promise<TimelineView> {
    const rows = await this.counters.breakdown(campaignId, 'slot', mailingId);
    const steps = new Map<string, { time: string; local: string; counts: Counts }>();
    for (const { bucket, name, value } of rows) {
      const action = actionOf(name, withBots);
      if (!action) continue;
      const moment = new Date(`${bucket}:00Z`);
      const wall = wallTime(moment, timezone);
      const time = stepStart(moment, wall, interval, timezone).toISOString().replace('.000Z', 'Z');
      const step = steps.get(time) ?? {
        time,
        local: interval === 'hour' ? hourOf(wall) : dayOf(wall),
        counts: {},
      };
      step.counts[action] = (step.counts[action] ?? 0) + value;
      steps.set(time, step);
    }
    const data = [...steps.values()].filter(({ counts }) =>
      Object.values(counts).some((count) => count !== 0),
    );
    return { interval, timezone, data: data.sort((a, b) => (a.time < b.time ? -1 : 1)) };
  }

  /** By address group (for e-mail the provider's domain) or record type, the largest first. */
  async by(
    campaignId: number,
    kind: 'group' | 'type',
    withBots: boolean,
    mailingId?: number,
  ): Promise<GroupStatisticsView[]> {
    const groups = new Map<string, Counts>();
    for (const { bucket, name, value } of await this.counters.breakdown(campaignId, kind, mailingId))
      groups.set(bucket, { ...groups.get(bucket), [name]: value });
    return [...groups]
      .map(([name, counts]) => ({ name, ...describeCounts(counts, withBots) }))
      .sort((a, b) => b.sentCount - a.sentCount || a.name.localeCompare(b.name));
  }

  /** When people open and click, by weekday and hour of the zone, and which hour is the best to be read in. */
  async hoursOfWeek(
    campaignId: number,
    timezone: string,
    withBots: boolean,
    mailingId?: number,
  ): Promise<HoursOfWeekView> {
    const hours = Array.from({ length: 7 * 24 }, (_, index) => ({
      weekday: DAYS[Math.floor(index / 24)]!,
      hour: index % 24,
      openedCount: 0,
      clickedCount: 0,
    }));
    for (const { bucket, name, value } of await this.counters.breakdown(campaignId, 'slot', mailingId)) {
      const action = actionOf(name, withBots);
      const { weekday, hour } = wallTime(new Date(`${bucket}:00Z`), timezone);
      const slot = hours[weekday * 24 + hour]!;
      if (action === 'Opened') slot.openedCount += value;
      if (action === 'Clicked') slot.clickedCount += value;
    }
    const total = hours.reduce((sum, one) => sum + one.openedCount, 0);
    const [best] = [...hours].sort(
      (a, b) => b.openedCount - a.openedCount || b.clickedCount - a.clickedCount,
    );
    return {
      timezone,
      best:
        total && best
          ? {
              ...best,
              openedPercentage: percentage(best.openedCount, total),
              reliable: standsOut(best.openedCount, total),
            }
          : null,
      hours,
    };
  }

  private async byMailing(campaignId: number, withBots: boolean): Promise<MailingOfCampaignView[]> {
    const rows = await this.counters.byMailing(campaignId);
    return grouped(rows).map(({ id, title, counts }) => ({
      massEmailId: id,
      name: title,
      ...describeCounts(counts, withBots),
    }));
  }

  private async byLink(
    campaignId: number,
    mailingId: number | undefined,
    withBots: boolean,
  ): Promise<LinkStatisticsView[]> {
    const rows = await this.counters.byLink(campaignId, mailingId);
    return grouped(rows)
      .map(({ id, title, counts }) => ({
        trackingUrlId: id,
        name: title,
        clickedCount: counts[withBots ? 'clickedWithBots' : 'clicked'] ?? 0,
        clickedTotalCount: counts[withBots ? 'clickedTotalWithBots' : 'clickedTotal'] ?? 0,
      }))
      .sort((a, b) => b.clickedCount - a.clickedCount || a.name.localeCompare(b.name));
  }
}

const FEWEST_OPENS = 100;

/**
 * Whether the best of the week's 168 hours is more than chance: enough was opened, and were all hours alike, an hour
 * would have as much less than once in a few hundred weeks (four standard deviations, Poisson).
 */
function standsOut(best: number, total: number): boolean {
  const expected = total / 168;
  return total >= FEWEST_OPENS && best >= expected + 4 * Math.sqrt(expected);
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** The action that a counter shows in a series; totals and the other way of counting bots do not. */
function actionOf(name: string, withBots: boolean): string | undefined {
  if (withBots) {
    if (name === 'opened' || name === 'clicked') return undefined;
    return SERIES[name.replace(/^(opened|clicked)WithBots$/, '$1')];
  }
  return SERIES[name];
}

const countsOf = (rows: { name: string; value: number }[]): Counts =>
  Object.fromEntries(rows.map(({ name, value }) => [name, value]));

function grouped(rows: NamedCount[]) {
  const groups = new Map<string, { id: string; title: string; counts: Counts }>();
  for (const { id, title, name, value } of rows) {
    const group = groups.get(id) ?? { id, title, counts: {} };
    group.counts[name] = value;
    groups.set(id, group);
  }
  return [...groups.values()];
}
