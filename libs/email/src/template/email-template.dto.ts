import { ApiProperty, PartialType } from '@nestjs/swagger';
import {
  BoolField,
  IdField,
  LanguageField,
  LongTextField,
  NestedListField,
  TextField,
} from '@facteur/platform';
import type { SlotValueDto } from '../slots/slot.view.js';
import { SlotsField } from '../slots/slots.field.js';

/** Characters. Gmail shows some 100,000 of a message and hides the rest. */
const MAX_BODY = 500_000;
/** With pictures that are pasted into it (`data:`), which go into the library. */
const MOST_WITH_PICTURES = 14_000_000;

export class AttachmentDto {
  @TextField({ required: true, example: 'prices.pdf' })
  name: string;

  @TextField({
    required: true,
    max: 100,
    example: 'application/pdf',
    pattern: /^[\w.+-]+\/[\w.+-]+$/,
    patternHint: 'must be a media type such as application/pdf',
  })
  contentType: string;

  @LongTextField({ required: true, max: 14_000_000, description: 'The file, in base64; at most 10 MB' })
  content: string;
}

export class CreateEmailTemplateDto {
  @TextField({ required: true, example: 'Spring newsletter' })
  name: string;

  @TextField({ max: 64, description: 'The team that it belongs to; null: everybody' })
  teamId?: string | null;

  @TextField({ required: true, max: 500, example: 'Spring is here, {{default person.firstName "friend"}}' })
  subject: string;

  @LongTextField({
    max: MOST_WITH_PICTURES,
    description:
      'At most 500,000 characters, pasted pictures aside. Placeholders: {{person.firstName}}, {Person.firstName}, {optOutUrl}, {trackingUrl:ID} and others; an unknown one is refused with its line',
    example: '<p>Dear {{person.firstName}},</p><p><a href="{optOutUrl}">Unsubscribe</a></p>',
  })
  body?: string;

  @LongTextField({
    max: MAX_BODY,
    description:
      'The letter in MJML instead of `body`, which is made of it; kept, until the body is changed itself',
    example:
      '<mjml><mj-body><mj-section><mj-column><mj-text>Hello</mj-text></mj-column></mj-section></mj-body></mjml>',
  })
  mjml?: string | null;

  @SlotsField()
  slots?: Record<string, SlotValueDto> | null;

  @TextField({ max: 40, description: 'The starter that it began with' })
  starter?: string | null;

  @TextField({
    example: 'What to sow now, and what to cut',
    description: 'Words for the line that lists show behind the subject; placeholders as in the body',
  })
  preheader?: string | null;

  @BoolField({
    description: 'On sending, rules of <style> are written to the elements as well; true when absent',
  })
  inlineCss?: boolean;

  @BoolField({ description: 'True when absent' })
  isHtml?: boolean;

  @LongTextField({ max: MAX_BODY, description: 'The text part; made from the HTML when absent' })
  textBody?: string | null;

  @LanguageField({
    description: 'That it is written in; pages that its links lead to are in it as well',
  })
  language?: string | null;

  @BoolField({
    description: 'Pictures of the library go within the letter (cid:) instead of staying at their address',
  })
  inlineImages?: boolean;

  @TextField({ max: 100 })
  category?: string | null;

  @BoolField({ description: 'Left out of the usual choice' })
  oneOff?: boolean;

  @NestedListField(() => AttachmentDto, { max: 20, description: 'On PATCH, replaces all attachments' })
  attachments?: AttachmentDto[];
}

export class UpdateEmailTemplateDto extends PartialType(CreateEmailTemplateDto, {
  skipNullProperties: false,
}) {}

/** Texts of a template of another system. */
export class TranslateTemplateDto {
  @TextField({ max: 500, example: 'News for *|FNAME|*' })
  subject?: string;

  @LongTextField({ max: MAX_BODY, example: '<p>Dear *|FNAME|*, <a href="*|UNSUB|*">unsubscribe</a></p>' })
  body?: string;

  @LongTextField({ max: MAX_BODY })
  textBody?: string | null;
}

/** A file of the library that goes out with a letter. */
export class LibraryAttachmentDto {
  @IdField({ required: true, description: 'Id of a media file' })
  mediaFileId: string;

  @TextField({ description: 'As recipients see it; the name of the file when absent', example: 'prices.pdf' })
  name?: string;
}

export class AttachmentForm {
  @ApiProperty({ type: 'string', format: 'binary' })
  file: string;
}
