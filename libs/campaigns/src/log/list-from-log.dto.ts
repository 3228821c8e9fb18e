import {
  BoolField,
  DateField,
  EnumListField,
  FILTER_VALUE,
  IdField,
  IdListField,
  ObjectField,
  TextField,
  TextListField,
} from '@facteur/platform';
import { LOG_ACTIONS } from './log-actions.js';

/** A selection of the log: whoever has what is included, less whoever has what is excluded. */
export class LogSelectionDto {
  @IdField({ description: 'Of this campaign' })
  campaignId?: string | null;

  @IdListField({ max: 200, description: 'Of any of these campaigns' })
  campaignIds?: string[];

  @IdListField({ max: 200, description: 'Of any of these mass e-mails' })
  massEmailIds?: string[];

  @EnumListField(LOG_ACTIONS, { description: 'Whoever has any of these' })
  includingActions?: string[];

  @EnumListField(LOG_ACTIONS, { description: 'Less whoever has any of these' })
  excludingActions?: string[];

  @IdListField({ description: 'Clicks count only on these links' })
  trackingUrlIds?: string[];

  @TextListField({ max: 50, maxLength: 40, description: 'Records of these types alone' })
  targetTypes?: string[];

  @DateField({ description: 'Records from this moment on' })
  from?: Date | null;

  @DateField({ description: 'Records up to this moment' })
  to?: Date | null;

  @BoolField({ description: 'Counts opens and clicks of suspected bots too' })
  includeBots?: boolean;

  @ObjectField({
    holds: { values: FILTER_VALUE },
    example: { addressGroup: 'gmail.com' },
    description: 'Only records of the log that this filter matches, as in `filter.field=` of its list',
  })
  filter?: Record<string, unknown>;

  @TextField({ description: 'Only records of the log that this search finds' })
  search?: string;
}

export class ListFromLogDto extends LogSelectionDto {
  @TextField({ example: 'Clicked the price list', description: 'Name of a new list' })
  name?: string;

  @IdField({ description: 'Or a list to add to' })
  targetListId?: string;
}
