import { ApiProperty } from '@nestjs/swagger';
import { BoolField, DateField, LanguageField, LongTextField, NestedField } from '@facteur/platform';
import { SlotsField } from '../slots/slots.field.js';
import type { SlotValueDto } from '../slots/slot.view.js';

const MOST = 14_000_000;

/** The content of a letter as it is being written, with faults and all. */
export class DraftContentDto {
  @LongTextField({ max: 500 }) subject?: string;
  @LongTextField({ max: MOST }) body?: string;
  @LongTextField({ max: 500_000 }) mjml?: string | null;
  @SlotsField() slots?: Record<string, SlotValueDto> | null;
  @LongTextField({ max: 255 }) preheader?: string | null;
  @LongTextField({ max: 500_000 }) textBody?: string | null;
  @BoolField() isHtml?: boolean;
  @LanguageField() language?: string | null;
  @BoolField() inlineCss?: boolean;
  @BoolField() inlineImages?: boolean;
}

export class SaveDraftDto {
  @NestedField(() => DraftContentDto, { required: true }) content: DraftContentDto;

  @DateField({
    description:
      'When what was seen of the draft was saved; absent: there was none. A draft that somebody saved since is not overwritten (412)',
  })
  basedOn?: Date | null;
}

export class PublishDraftDto {
  @DateField({ description: 'The draft that was seen; refused (412) when another lies there by now' })
  basedOn?: Date | null;

  @BoolField({
    description: 'Refused (409 released-meanwhile) when a letter with it is scheduled or going out',
  })
  unreleasedOnly?: boolean;
}

export class DraftContentView {
  @ApiProperty({ type: String, required: false }) subject?: string;
  @ApiProperty({ type: String, required: false }) body?: string;
  @ApiProperty({ type: String, required: false, nullable: true }) mjml?: string | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: '#/components/schemas/SlotValueView' },
    selfRequired: false,
    nullable: true,
  })
  slots?: Record<string, SlotValueDto> | null;
  @ApiProperty({ type: String, required: false, nullable: true }) preheader?: string | null;
  @ApiProperty({ type: String, required: false, nullable: true }) textBody?: string | null;
  @ApiProperty({ type: Boolean, required: false }) isHtml?: boolean;
  @ApiProperty({ type: String, required: false, nullable: true }) language?: string | null;
  @ApiProperty({ type: Boolean, required: false }) inlineCss?: boolean;
  @ApiProperty({ type: Boolean, required: false }) inlineImages?: boolean;
}

export class TemplateDraftView {
  @ApiProperty({ type: DraftContentView, description: 'What differs from the template; empty: nothing does' })
  content: DraftContentView;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'Null: there is none' })
  modifiedAt: string | null;

  @ApiProperty({ type: String, nullable: true }) author: string | null;
}
