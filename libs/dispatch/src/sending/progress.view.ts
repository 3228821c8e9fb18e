import { ApiProperty } from '@nestjs/swagger';
import { MAILING_STATUSES, type MailingStatus } from '../model/mailing-states.js';
import { ITEM_STATUSES, type ItemStatus } from '../model/queue-item.js';

/** What can keep the next message back; docs/admins.md tells what to do about each. */
export const HOLD_LIMITS = [
  'paused',
  'job',
  'late',
  'count',
  'approval',
  'restored',
  'brake',
  'account',
  'site',
  'channel',
  'campaign',
  'error',
  'start date',
  'hour',
  'pace',
  'retry',
  'batch',
] as const;

export class HoldView {
  @ApiProperty({ enum: HOLD_LIMITS }) limit: (typeof HOLD_LIMITS)[number];
  @ApiProperty({ description: 'In words, with the way out' }) reason: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'The run that will take it up; null where that is for a person to bring about',
  })
  nextBatchAt: string | null;
}

/** A rule of pace that a mailing goes by. */
export class PaceLimitView {
  @ApiProperty() name: string;
  @ApiProperty({ type: 'integer', description: 'Messages that wait for it' }) waiting: number;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'It lets through in the long run; null: nothing bounds it',
  })
  perHour: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it lets nothing through just now; null: it does',
  })
  reason: string | null;
}

/** What rules of pace make of a mailing. */
export class PaceView {
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it will be done at this pace, closed hours aside; null where nothing bounds it',
  })
  doneAt: string | null;

  @ApiProperty({ type: [PaceLimitView] }) limits: PaceLimitView[];
}

export class ProgressView {
  @ApiProperty({ enum: MAILING_STATUSES }) status: MailingStatus;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it failed, or what held it when last tried',
  })
  statusReason: string | null;

  @ApiProperty({ type: 'integer', description: 'Recipients in its queue' }) total: number;

  @ApiProperty({
    type: 'object',
    properties: Object.fromEntries(ITEM_STATUSES.map((status) => [status, { type: 'integer' as const }])),
    required: [...ITEM_STATUSES],
    additionalProperties: false,
    selfRequired: true,
  })
  counts: Record<ItemStatus, number>;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'Who was left out when its queue was built: how many, by reason',
  })
  leftOut: Record<string, number>;

  @ApiProperty({
    type: PaceView,
    nullable: true,
    description: 'By rules of pace; null where there are none, or it is not going out',
  })
  pace: PaceView | null;

  @ApiProperty({ type: HoldView, nullable: true, description: 'What the rest waits for' })
  hold: HoldView | null;
}

/** When a scheduled mailing will really begin. */
export class SchedulingView {
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) firstRunAt: string | null;
  @ApiProperty() message: string;
}
