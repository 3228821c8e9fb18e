import { IntField, TextListField } from '@facteur/platform';

export class InboundSettingsDto {
  @IntField({ min: 1, max: 3650, description: 'Days for which what came in is kept as it was' })
  keepDays?: number | null;

  @IntField({
    min: 0,
    max: 365,
    description:
      'A report that names nothing but an address is tied to the last message that went there within so many days; 0: never',
  })
  matchByAddressDays?: number | null;

  @TextListField({
    max: 200,
    maxLength: 100,
    nullable: true,
    description: 'Words in an answer that put it before a person as a wish to be taken off',
  })
  removalPhrases?: string[] | null;
}
