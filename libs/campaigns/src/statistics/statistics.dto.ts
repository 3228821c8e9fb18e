import { EnumField, FlagField, IdField, TextField } from '@facteur/platform';

export class StatisticsQuery {
  @FlagField({ description: 'Counts suspected bots as well' })
  includeBots?: boolean;
}

export class TimelineQuery extends StatisticsQuery {
  @EnumField(['hour', 'day'], { description: 'Length of one step of the series; day when absent' })
  interval?: 'hour' | 'day';

  @TextField({ max: 64, example: 'Europe/Paris', description: 'Whose days and hours; UTC when absent' })
  timezone?: string;

  @IdField({ description: 'Of this mass e-mail alone' })
  massEmailId?: string;
}

export const BREAKDOWNS = ['domain', 'targetType', 'link', 'massEmail', 'hourOfWeek'] as const;

export class BreakdownQuery extends StatisticsQuery {
  @EnumField(BREAKDOWNS, { required: true })
  by: (typeof BREAKDOWNS)[number];

  @TextField({ max: 64, example: 'Europe/Paris', description: 'For hourOfWeek; UTC when absent' })
  timezone?: string;

  @IdField({ description: 'Of this mass e-mail alone' })
  massEmailId?: string;
}

export class CompareQuery extends StatisticsQuery {
  @TextField({ required: true, max: 2000, description: 'Ids of campaigns, with commas between' })
  ids: string;
}
