import { PartialType } from '@nestjs/swagger';
import { DateField, IntField, TextField, TextListField } from '@facteur/platform';

const MOST = 100_000_000;
const DOMAIN = {
  pattern: /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i,
  patternHint: 'must be domains such as gmail.com',
};

const TIME = {
  max: 5,
  pattern: /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
  patternHint: 'must be a time of day such as 08:00',
};

export class CreatePaceRuleDto {
  @TextField({ required: true, example: 'Google' })
  name: string;

  @TextField({ max: 20, example: 'email', description: 'email when absent' })
  channel?: string | null;

  @TextField({
    max: 64,
    example: 'system',
    description: 'For what goes out of this sending account: its id, or `system`. Either this or receivers',
  })
  account?: string | null;

  @TextListField({
    ...DOMAIN,
    max: 100,
    example: ['gmail.com', 'google.com'],
    description: 'For what goes to these domains, or to domains whose mail exchanger is under one of them',
  })
  receivers?: string[] | null;

  @IntField({ min: 1, max: MOST, description: 'Messages in any minute' })
  perMinute?: number | null;

  @IntField({ min: 1, max: MOST, description: 'Messages in any 60 minutes' })
  perHour?: number | null;

  @IntField({ min: 1, max: MOST, description: 'Messages in any 24 hours' })
  perDay?: number | null;

  @IntField({ min: 1, max: 10_000, description: 'Messages under way at once, of all processes together' })
  atOnce?: number | null;

  @TextField({
    max: 7,
    pattern: /^[0-6]+$/,
    patternHint: 'must be digits from 0 (Monday) to 6 (Sunday)',
    example: '01234',
    description: 'Days on which it is open: 0 Monday … 6 Sunday; all when null',
  })
  days?: string | null;

  @TextField({ ...TIME, example: '08:00', description: 'From when of the day it is open' })
  openFrom?: string | null;

  @TextField({
    ...TIME,
    example: '20:00',
    description: 'When it closes; over midnight when that is the earlier',
  })
  openUntil?: string | null;

  @TextField({ max: 64, example: 'Europe/Paris', description: 'Of days and times; UTC when null' })
  timezone?: string | null;

  @DateField({ description: 'First day of warming up' })
  warmUpFrom?: Date | null;

  @IntField({ min: 1, max: MOST, description: 'Messages on that day' })
  warmUpFirst?: number | null;

  @IntField({
    min: 101,
    max: 1000,
    example: 150,
    description: 'Of each day to the one before, in per cent; 150 when null',
  })
  warmUpFactor?: number | null;
}

export class UpdatePaceRuleDto extends PartialType(CreatePaceRuleDto, { skipNullProperties: false }) {}
