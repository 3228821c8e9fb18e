import { ApiProperty } from '@nestjs/swagger';
import { viewOf } from '@facteur/platform';
import { SlotView } from '../slots/slot.view.js';
import { EMAIL_TEMPLATES } from './email-template-sql.js';

/** A file of a template, without what is in it. */
export class AttachmentView {
  @ApiProperty({ type: String })
  id: string;

  @ApiProperty({ type: String, example: 'prices.pdf' })
  name: string;

  @ApiProperty({ type: String, example: 'application/pdf' })
  contentType: string;

  @ApiProperty({ type: 'integer', description: 'In bytes' })
  size: number;
}

export class EmailTemplateView extends viewOf(EMAIL_TEMPLATES) {
  @ApiProperty({ type: [AttachmentView] })
  attachments: AttachmentView[];

  @ApiProperty({ type: [SlotView], description: 'Places of its MJML that a form fills in' })
  places: SlotView[];
}

/** Everything that a template may say, as it is typed. */
export class PlaceholdersView {
  @ApiProperty({ type: [String], example: ['{optOutUrl}'] })
  links: string[];

  @ApiProperty({ type: [String], example: ['{{person.firstName}}'] })
  fields: string[];

  @ApiProperty({ type: [String], example: ['{{default person.firstName "there"}}'] })
  helpers: string[];
}

/** Something that a letter can say. */
export class VocabularyView {
  @ApiProperty({ example: '{{person.firstName}}', description: 'As it is typed' }) insert: string;
  @ApiProperty({ example: 'person', description: 'Scope of a record, `links` or `helpers`' }) group: string;
  @ApiProperty({ example: 'firstName' }) name: string;

  @ApiProperty({ type: [String], description: 'Record types that have it; empty: for everybody' })
  targetTypes: string[];
}

/** A merge tag of another system, where it was found. */
export class MergeTagView {
  @ApiProperty({ type: String, enum: ['subject', 'body', 'textBody'] })
  part: string;

  @ApiProperty({ type: 'integer', description: 'From 1' })
  line: number;

  @ApiProperty({ type: String, example: '*|FNAME|*' })
  tag: string;

  @ApiProperty({ type: String, description: 'Whose it looks like', example: 'Mailchimp' })
  system: string;

  @ApiProperty({ type: String, nullable: true, description: 'What it means here; null when nothing does' })
  means: string | null;
}

/** Texts with the merge tags of other systems written as placeholders of ours. */
export class TranslatedTemplateView {
  @ApiProperty({ type: String })
  subject: string;

  @ApiProperty({ type: String })
  body: string;

  @ApiProperty({ type: String, required: false, description: 'When one was given' })
  textBody?: string;

  @ApiProperty({ type: [MergeTagView] })
  translated: MergeTagView[];

  @ApiProperty({ type: [MergeTagView], description: 'Left for a person' })
  unknown: MergeTagView[];
}
