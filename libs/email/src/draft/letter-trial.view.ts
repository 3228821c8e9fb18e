import { ApiProperty } from '@nestjs/swagger';
import { IdField, TargetIdField, TextField } from '@facteur/platform';
import { SlotView } from '../slots/slot.view.js';
import { DraftContentDto } from './template-draft.dto.js';

export class RenderDto extends DraftContentDto {
  @IdField({
    description:
      'Of the template whose content this is to become: its files are there, and what is left out is as there',
  })
  templateId?: string;

  @IdField({
    description: 'Of the mass e-mail that it is for: its campaign decides which links there may be',
  })
  massEmailId?: string;

  @TextField({ max: 40, example: 'Contact' })
  targetType?: string;

  @TargetIdField({ description: 'Who it is shown as; with empty placeholders when absent' })
  targetId?: string;
}

export const CHECK_LEVELS = ['error', 'warning', 'hint'] as const;

/** Something about a letter that a person should know. */
export class LetterCheckView {
  @ApiProperty({ example: 'image-no-alt', description: 'Stays the same' }) code: string;

  @ApiProperty({ enum: CHECK_LEVELS, description: 'An error keeps it from going out' })
  level: (typeof CHECK_LEVELS)[number];

  @ApiProperty({ description: 'What it is, and the way out' }) message: string;

  @ApiProperty({ type: String, nullable: true, description: 'subject, preheader, body, mjml or textBody' })
  part: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Of the part, from 1' })
  line: number | null;
}

export class RenderedLetterView {
  @ApiProperty({ type: String, nullable: true, description: 'Null while something is wrong with it' })
  subject: string | null;

  @ApiProperty({ type: String, nullable: true }) preheader: string | null;
  @ApiProperty({ type: String, nullable: true }) html: string | null;
  @ApiProperty({ type: String, nullable: true }) text: string | null;
  @ApiProperty({ type: 'integer', description: 'Of the HTML part' }) bytes: number;
  @ApiProperty({ type: [String], description: 'Placeholders that it has, as scope.field' }) fields: string[];
  @ApiProperty({ type: [LetterCheckView] }) checks: LetterCheckView[];

  @ApiProperty({ type: [SlotView], description: 'Places of its MJML, with what stands there unfilled' })
  places: SlotView[];
}
