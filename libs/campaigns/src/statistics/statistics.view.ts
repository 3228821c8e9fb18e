import { type Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { OPT_OUT_REASONS, type OptOutReason } from './opt-out-reasons.repository.js';
import { COUNT_NAMES, type StatisticsDocument } from './describe-counts.js';

/** The numbers that everything is described by. Percentages are of sent, and null where nothing was sent. */
function numbers(): Type<StatisticsDocument> {
  class Numbers {}
  const add = (name: string, options: object) => ApiProperty(options)(Numbers.prototype, name);
  add('sentCount', { type: 'integer' });
  for (const name of COUNT_NAMES) {
    add(`${name}Count`, { type: 'integer' });
    add(`${name}Percentage`, { type: 'number', nullable: true, description: 'Of sent' });
  }
  add('openedTotalCount', { type: 'integer', description: 'Every time, not people' });
  add('clickedTotalCount', { type: 'integer', description: 'Every time, not people' });
  add('clickToOpenPercentage', { type: 'number', nullable: true, description: 'Of those who opened' });
  return Numbers as Type<StatisticsDocument>;
}

export class NumbersView extends numbers() {}

export class LinkStatisticsView {
  @ApiProperty() trackingUrlId: string;
  @ApiProperty() name: string;
  @ApiProperty({ type: 'integer', description: 'People' }) clickedCount: number;
  @ApiProperty({ type: 'integer', description: 'Every time' }) clickedTotalCount: number;
}

export class MailingStatisticsView extends NumbersView {
  @ApiProperty({ type: [LinkStatisticsView] }) links: LinkStatisticsView[];
}

export class MailingOfCampaignView extends NumbersView {
  @ApiProperty() massEmailId: string;
  @ApiProperty() name: string;
}

/** A campaign's own numbers, with what it earned where a host tells. */
export class CampaignNumbersView extends NumbersView {
  @ApiProperty({ type: Number, nullable: true, description: 'What a host says it earned' }) revenue:
    number | null;
}

export class CampaignStatisticsView extends CampaignNumbersView {
  @ApiProperty({ type: [MailingOfCampaignView] }) massEmails: MailingOfCampaignView[];
  @ApiProperty({ type: [LinkStatisticsView] }) links: LinkStatisticsView[];
}

class OptOutReasonView {
  @ApiProperty({ enum: OPT_OUT_REASONS }) reason: OptOutReason;
  @ApiProperty({ type: 'integer', description: 'People who said so; nobody need say anything' })
  count: number;
}

export class OptOutReasonsView {
  @ApiProperty({ type: [OptOutReasonView], description: 'Most often said first' }) data: OptOutReasonView[];
}

export class ComparedCampaignView {
  @ApiProperty() campaignId: string;
  @ApiProperty() name: string;
  @ApiProperty() type: string;
  @ApiProperty({ type: CampaignNumbersView }) statistics: CampaignNumbersView;
}

export class TimelineStepView {
  @ApiProperty({ type: String, format: 'date-time', description: 'When the step began, in UTC' })
  time: string;
  @ApiProperty({ description: 'What the wall clock of the zone showed', example: '2027-03-01T09:00' })
  local: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { Sent: 120, Opened: 40 },
  })
  counts: Record<string, number>;
}

export class TimelineView {
  @ApiProperty({ enum: ['hour', 'day'] }) interval: 'hour' | 'day';
  @ApiProperty({ example: 'Europe/Paris' }) timezone: string;
  @ApiProperty({ type: [TimelineStepView], description: 'Oldest first; steps without an event are left out' })
  data: TimelineStepView[];
}

export class GroupStatisticsView extends NumbersView {
  @ApiProperty({ example: 'gmail.com' }) name: string;
}

export class HourOfWeekView {
  @ApiProperty({ example: 'Monday' }) weekday: string;
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 23 }) hour: number;
  @ApiProperty({ type: 'integer' }) openedCount: number;
  @ApiProperty({ type: 'integer' }) clickedCount: number;
}

export class BestHourView extends HourOfWeekView {
  @ApiProperty({ type: Number, nullable: true }) openedPercentage: number | null;
  @ApiProperty({ description: 'More than chance would make of so many opens' }) reliable: boolean;
}

/** By hour of the week; the other breakdowns answer `data`. */
export class HoursOfWeekView {
  @ApiProperty() timezone: string;
  @ApiProperty({ type: BestHourView, nullable: true }) best: BestHourView | null;
  @ApiProperty({ type: [HourOfWeekView], description: 'All 168, from Monday 0 h' }) hours: HourOfWeekView[];
}

export class CounterDifferenceView {
  @ApiProperty() campaignId: string;
  @ApiProperty({ type: String, nullable: true }) massEmailId: string | null;
  @ApiProperty({ type: String, nullable: true }) trackingUrlId: string | null;
  @ApiProperty({ example: 'opened' }) name: string;
  @ApiProperty({ type: 'integer' }) counter: number;
  @ApiProperty({ type: 'integer' }) log: number;
}

export class CounterDifferencesView {
  @ApiProperty({ type: [CounterDifferenceView], description: 'Empty: all is well' })
  differences: CounterDifferenceView[];
}

export class GroupBreakdownView {
  @ApiProperty({ type: [GroupStatisticsView], description: 'The largest first' }) data: GroupStatisticsView[];
}

export class LinkBreakdownView {
  @ApiProperty({ type: [LinkStatisticsView] }) data: LinkStatisticsView[];
}

export class MailingBreakdownView {
  @ApiProperty({ type: [MailingOfCampaignView] }) data: MailingOfCampaignView[];
}
