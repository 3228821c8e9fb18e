import { ApiProperty } from '@nestjs/swagger';
import { BoolField, LongTextField, TextField } from '@facteur/platform';
import { SLOT_KINDS, type SlotKind } from './slots.js';

/** What stands in a place of a letter; which members it has is for its kind to say. */
export class SlotValueDto {
  @LongTextField({ max: 100_000, description: 'Of a text: paragraphs, lists, links; all else is taken out' })
  html?: string;

  @TextField({ max: 1_000, description: 'Of a line or a button' })
  text?: string;

  @TextField({ max: 2_000, description: 'Of an image: its address' })
  src?: string;

  @TextField({ max: 500, description: 'Of an image: what is on it; empty where it is decoration' })
  alt?: string;

  @TextField({ max: 2_000, description: 'Of an image or a button: where it leads to' })
  href?: string;

  @BoolField({ description: 'The place is left out, where it may be' })
  isHidden?: boolean;
}

export class SlotValueView {
  @ApiProperty({ required: false }) html?: string;
  @ApiProperty({ required: false }) text?: string;
  @ApiProperty({ required: false }) src?: string;
  @ApiProperty({ required: false }) alt?: string;
  @ApiProperty({ required: false }) href?: string;
  @ApiProperty({ required: false }) isHidden?: boolean;
}

/** A place of a letter in MJML that is filled in by a form. */
export class SlotView {
  @ApiProperty({ example: 'lead' }) id: string;
  @ApiProperty({ enum: SLOT_KINDS }) kind: SlotKind;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'What people call it, by language',
  })
  labels: Record<string, string>;

  @ApiProperty({ type: Boolean, description: 'It may be left out' }) isOptional: boolean;
  @ApiProperty({ type: SlotValueView, description: 'What stands there when nothing is filled in' })
  value: SlotValueView;
}
