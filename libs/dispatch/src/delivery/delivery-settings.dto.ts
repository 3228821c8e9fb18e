import { ApiProperty } from '@nestjs/swagger';
import { IntField } from '@facteur/platform';

export class DeliverySettingsDto {
  @IntField({
    min: 1,
    max: 1000,
    description: 'Soft bounces of different messages after which an address becomes invalid',
  })
  softBounceLimit?: number | null;

  @IntField({ min: 1, max: 3650, description: 'Only soft bounces of so many days count towards the limit' })
  softBounceDays?: number | null;
}

export class DeliverySettingsView {
  @ApiProperty({ type: 'integer' }) softBounceLimit: number;
  @ApiProperty({ type: 'integer' }) softBounceDays: number;
}
