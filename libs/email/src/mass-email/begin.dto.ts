import { EnumField, IdField, LanguageField, LongTextField, TextField } from '@facteur/platform';

/** How a letter begins: with one of these. */
export class BeginDto {
  @TextField({ max: 40, example: 'newsletter', description: 'Id of a starter' })
  starter?: string;

  @IdField({ description: 'Template whose content is copied' })
  templateId?: string;

  @IdField({ description: 'Mass e-mail whose content, sender and lists are copied' })
  massEmailId?: string;

  @EnumField(['html', 'mjml', 'text'], { description: 'With `content`, or empty' })
  format?: 'html' | 'mjml' | 'text';

  @LongTextField({
    max: 14_000_000,
    description: 'Of the format; merge tags of other systems are translated',
  })
  content?: string;

  @TextField({ example: 'Spring letter' })
  name?: string;

  @IdField({ description: 'A new campaign of the letter’s name when absent' })
  campaignId?: string | null;

  @LanguageField({ description: 'That the letter is written in' })
  language?: string | null;
}
