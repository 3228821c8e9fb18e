import {
  type CompiledFilter,
  type FilterCondition,
  FilterConditionPlugin,
  type FilterScope,
} from '@facteur/audience';
import { InvalidInput } from '@facteur/platform';
import { MailingDirectories } from '../mailing-directory.js';
import { activitySql } from './activity-sql.js';
import { ArchiveHorizon } from './archive-horizon.js';
import { LOG_ACTIONS } from './log-actions.js';

const IDS = { type: 'array', items: { type: 'string' }, minItems: 1 };
const MEMBERS = [
  'action',
  'campaignIds',
  'massEmailIds',
  'trackingUrlIds',
  'lastDays',
  'olderThanDays',
  'from',
  'to',
  'includeBots',
  'atLeast',
];

/**
 * `{"activity": {"action": "Clicked", "campaignIds": [...], "lastDays": 90}}`: what the log knows of a record.
 * Tests never count; suspected bots only where they are asked for.
 */
@FilterConditionPlugin()
export class ActivityCondition implements FilterCondition {
  readonly key = 'activity';
  readonly schema = {
    type: 'object',
    properties: {
      action: { enum: [...LOG_ACTIONS] },
      campaignIds: IDS,
      massEmailIds: IDS,
      trackingUrlIds: IDS,
      lastDays: { type: 'integer', minimum: 0 },
      olderThanDays: { type: 'integer', minimum: 0 },
      from: { type: 'string', format: 'date-time' },
      to: { type: 'string', format: 'date-time' },
      includeBots: { type: 'boolean' },
      atLeast: { type: 'integer', minimum: 1, description: 'So many records of the log; 1 when absent' },
    },
    required: ['action'],
    additionalProperties: false,
  };

  private horizon: Date | undefined;

  constructor(
    private readonly directories: MailingDirectories,
    private readonly archive: ArchiveHorizon,
  ) {}

  /** It moves on by months, and is said an hour before it counts; so whoever asks last may answer for all. */
  async ready(): Promise<void> {
    this.horizon = await this.archive.current();
  }

  compile(value: unknown, path: string, scope: FilterScope): CompiledFilter {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw InvalidInput.of(path, 'must be an object');
    const extra = Object.keys(value).find((key) => !MEMBERS.includes(key));
    if (extra)
      throw InvalidInput.of(`${path}.${extra}`, `is not known here; there are ${MEMBERS.join(', ')}`);
    return activitySql(value as Record<string, unknown>, path, scope, {
      mailings: this.directories.the.table,
      horizon: this.horizon,
    });
  }
}
