import { Get, Param, Post } from '@nestjs/common';
import {
  Answers,
  AnswersFile,
  AnswersList,
  AnswersOneOf,
  ApiController,
  EXPORT_TYPES,
  Exporter,
  Exporting,
  type ExportQuery,
  InvalidInput,
  isTimeZone,
  Query,
  Needs,
} from '@facteur/platform';
import { CAMPAIGNS } from '../campaign/campaign-sql.js';
import { CampaignService } from '../campaign/campaign.service.js';
import { LogSelections } from '../log/log-selections.repository.js';
import { describeCounts } from './describe-counts.js';
import { OptOutReasons } from './opt-out-reasons.repository.js';
import { StatisticsCheck } from './statistics-check.repository.js';
import { BreakdownQuery, CompareQuery, StatisticsQuery, TimelineQuery } from './statistics.dto.js';
import { StatisticsService } from './statistics.service.js';
import {
  CampaignStatisticsView,
  ComparedCampaignView,
  CounterDifferencesView,
  GroupBreakdownView,
  HoursOfWeekView,
  LinkBreakdownView,
  MailingBreakdownView,
  OptOutReasonsView,
  TimelineView,
} from './statistics.view.js';

const MOST_COMPARED = 50;

@ApiController('campaigns', { row: 'campaign', see: 'figures:see', change: 'letters:write' })
export class StatisticsController {
  constructor(
    private readonly campaigns: CampaignService,
    private readonly statistics: StatisticsService,
    private readonly check: StatisticsCheck,
    private readonly optOutReasons: OptOutReasons,
    private readonly exporter: Exporter,
    private readonly selections: LogSelections,
  ) {}

  @Get('compare')
  @AnswersList(ComparedCampaignView, 'Campaigns side by side, in the order asked for')
  async compare(@Query() query: CompareQuery): Promise<{ data: ComparedCampaignView[] }> {
    const ids = [...new Set(query.ids.split(',').map((id) => id.trim()))].filter(Boolean);
    if (ids.length === 0 || ids.length > MOST_COMPARED)
      throw InvalidInput.of('ids', `must name from 1 to ${MOST_COMPARED} campaigns`);
    const found = await this.campaigns.store.referred('ids', ids);
    return {
      data: await this.statistics.ofCampaigns(
        found.map(({ id }) => id),
        query.includeBots,
      ),
    };
  }

  @Get(':id/opt-out-reasons')
  @Needs('people:see')
  @Answers(OptOutReasonsView, 'Why people left, where they said so')
  async reasons(@Param('id') id: string): Promise<OptOutReasonsView> {
    const { id: key } = await this.campaigns.store.get(id);
    return { data: await this.optOutReasons.counts(key) };
  }

  @Get('export')
  @AnswersFile('The campaigns of a list with their figures as CSV or XLSX', ...EXPORT_TYPES)
  exportAll(@Exporting(CAMPAIGNS) query: ExportQuery) {
    const figures = [...Object.keys(describeCounts({})), 'revenue'];
    return this.exporter.list('campaigns', CAMPAIGNS, query, {
      columns: [...Object.keys(CAMPAIGNS.columns), ...figures],
      more: async (rows) => {
        const found = await this.campaigns.store.referred(
          'ids',
          rows.map(({ id }) => id),
        );
        const all = await this.statistics.ofCampaigns(found.map(({ id }) => id));
        const byId = new Map(all.map(({ campaignId, statistics }) => [campaignId, statistics]));
        return rows.map((row) => ({ ...row, ...byId.get(row.id) }));
      },
    });
  }

  @Get(':id/statistics')
  @Answers(
    CampaignStatisticsView,
    'Counts of people and percentages of sent, for the campaign, its mass e-mails and its links',
  )
  async ofCampaign(
    @Param('id') id: string,
    @Query() query: StatisticsQuery,
  ): Promise<CampaignStatisticsView> {
    return this.statistics.ofCampaign(await this.keyOf(id), query.includeBots);
  }

  @Get(':id/timeline')
  @Answers(TimelineView, 'Events by hour or day of a time zone, for charts')
  async timeline(@Param('id') id: string, @Query() query: TimelineQuery): Promise<TimelineView> {
    return this.statistics.timeline(await this.keyOf(id), {
      interval: query.interval ?? 'day',
      timezone: zone(query.timezone),
      withBots: query.includeBots ?? false,
      mailingId: await this.mailingKey(query.massEmailId),
    });
  }

  @Get(':id/breakdown')
  @AnswersOneOf(
    [GroupBreakdownView, LinkBreakdownView, MailingBreakdownView, HoursOfWeekView],
    'By mail provider, record type, link, mass e-mail, or hour of the week',
  )
  async breakdown(
    @Param('id') id: string,
    @Query() query: BreakdownQuery,
  ): Promise<GroupBreakdownView | LinkBreakdownView | MailingBreakdownView | HoursOfWeekView> {
    const key = await this.keyOf(id);
    const mailing = await this.mailingKey(query.massEmailId);
    const withBots = query.includeBots ?? false;
    switch (query.by) {
      case 'hourOfWeek':
        return this.statistics.hoursOfWeek(key, zone(query.timezone), withBots, mailing);
      case 'domain':
        return { data: await this.statistics.by(key, 'group', withBots, mailing) };
      case 'targetType':
        return { data: await this.statistics.by(key, 'type', withBots, mailing) };
      case 'link':
        return mailing === undefined
          ? { data: (await this.statistics.ofCampaign(key, withBots)).links }
          : { data: (await this.statistics.ofMailing(mailing, key, withBots)).links };
      case 'massEmail':
        return { data: (await this.statistics.ofCampaign(key, withBots)).massEmails };
    }
  }

  @Get(':id/statistics/export')
  @AnswersFile('The numbers of the campaign, its mass e-mails and its links as CSV or XLSX', ...EXPORT_TYPES)
  async export(@Param('id') id: string, @Exporting() query: ExportQuery) {
    const campaign = await this.campaigns.store.get(id);
    const { massEmails, links, ...whole } = await this.statistics.ofCampaign(campaign.id);
    const metrics = Object.keys(whole) as (keyof typeof whole)[];
    const row = (kind: string, key: string, name: string, values: Partial<typeof whole>) => [
      kind,
      key,
      name,
      ...metrics.map((metric) => values[metric] ?? null),
    ];
    const rows = [
      row('Campaign', campaign.publicId, campaign.name, whole),
      ...massEmails.map((one) => row('Mass Email', one.massEmailId, one.name, one)),
      ...links.map((one) => row('Tracking URL', one.trackingUrlId, one.name, one)),
    ];
    const columns = ['kind', 'id', 'name', ...metrics];
    return this.exporter.file({ name: `statistics-${campaign.name}`, columns, rows: [rows] }, query);
  }

  @Get(':id/statistics/check')
  @Answers(CounterDifferencesView, 'Compares the counters with the log; an empty list is the good answer')
  async compareWithLog(@Param('id') id: string): Promise<CounterDifferencesView> {
    return { differences: await this.check.differences(await this.keyOf(id)) };
  }

  @Post(':id/statistics/rebuild')
  @Needs('settings:change')
  @Answers(CounterDifferencesView, 'Makes the counters anew from the log')
  async rebuild(@Param('id') id: string): Promise<CounterDifferencesView> {
    await this.check.rebuild(await this.keyOf(id));
    return this.compareWithLog(id);
  }

  private async keyOf(id: string): Promise<number> {
    return (await this.campaigns.store.get(id)).id;
  }

  private async mailingKey(id: string | undefined): Promise<number | undefined> {
    if (id === undefined) return undefined;
    return (await this.selections.mailingKeys('massEmailId', [id]))[0];
  }
}

/** @throws InvalidInput */
function zone(name = 'UTC'): string {
  if (!isTimeZone(name))
    throw InvalidInput.of('timezone', `"${name}" is not a time zone such as Europe/Paris or UTC`);
  return name;
}
