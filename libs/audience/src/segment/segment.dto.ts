import { OmitType, PartialType } from '@nestjs/swagger';
import { EnumField, IdListField, LongTextField, ObjectField, TextField } from '@facteur/platform';
import { SegmentFilterView } from './filter/segment-filter.view.js';
import { SEGMENT_STATUSES, SYNC_MODES } from './segment.entity.js';

export class FilterSchemaQuery {
  @TextField({ required: true, max: 40, example: 'Contact' })
  targetType: string;
}

export class FilterDto {
  @TextField({ required: true, max: 40, example: 'Contact' })
  targetType: string;

  @ObjectField({
    holds: SegmentFilterView,
    required: true,
    example: { all: [{ field: 'addressCity', operator: 'is', value: 'Lyon' }] },
    description: 'See GET /segments/schema',
  })
  filter: Record<string, unknown>;
}

export class CreateSegmentDto extends FilterDto {
  @TextField({ required: true, example: 'Clicked prices, bought nothing' })
  name: string;

  @TextField({ max: 64, description: 'The team that it belongs to; null: everybody' })
  teamId?: string | null;

  @LongTextField()
  description?: string | null;

  @IdListField({ max: 50, description: 'Target lists that it feeds' })
  targetListIds?: string[];

  @EnumField(SYNC_MODES, { description: 'Whether those who match no longer are taken out again' })
  syncMode?: string;

  @EnumField(SEGMENT_STATUSES)
  status?: string;

  @TextField({ max: 100, example: '0 6 * * *', description: 'Cron; by hand alone when null' })
  scheduling?: string | null;

  @TextField({ max: 64, example: 'Europe/Paris' })
  timezone?: string;
}

export class UpdateSegmentDto extends PartialType(OmitType(CreateSegmentDto, ['targetType']), {
  skipNullProperties: false,
}) {}
