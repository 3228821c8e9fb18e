import { BoolField, EmailField, LanguageField, LongTextField, TextField } from '@facteur/platform';

/** The fields that every record type takes. */
export class CrmRecordDto {
  @EmailField({ description: 'The primary e-mail address' })
  emailAddress?: string | null;

  @BoolField({ description: 'The primary address wants no mail; holds for every record that carries it' })
  emailAddressIsOptedOut?: boolean;

  @BoolField({
    description: 'Nothing can be delivered to the primary address; holds for every record that carries it',
  })
  emailAddressIsInvalid?: boolean;

  @TextField({ max: 50, example: '+33 4 72 00 00 00' })
  phoneNumber?: string | null;

  @TextField()
  addressStreet?: string | null;

  @TextField({ max: 100 })
  addressCity?: string | null;

  @TextField({ max: 100 })
  addressState?: string | null;

  @TextField({ max: 40 })
  addressPostalCode?: string | null;

  @TextField({ max: 100 })
  addressCountry?: string | null;

  @LanguageField({ description: 'To write to them in, where a letter does not say itself' })
  language?: string | null;

  @LongTextField()
  description?: string | null;
}

/** The fields that every person has. */
export class PersonDto extends CrmRecordDto {
  @TextField({ max: 100, example: 'Ada' })
  firstName?: string | null;

  @TextField({ max: 100, required: true, example: 'Lovelace' })
  lastName: string;

  @TextField({ max: 100, example: 'Head of purchasing' })
  title?: string | null;
}
