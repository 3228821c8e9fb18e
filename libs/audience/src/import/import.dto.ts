import { ApiProperty } from '@nestjs/swagger';
import { EnumField, FlagField, IdField, ObjectField, TextField } from '@facteur/platform';
import { DELIMITERS, ENCODINGS } from './guess-file.js';
import { DUPLICATES } from './import-options.js';

/** How the file is to be read; what is left out is guessed. */
export class FileShapeDto {
  @EnumField(ENCODINGS)
  encoding?: (typeof ENCODINGS)[number];

  @EnumField([...DELIMITERS])
  delimiter?: string;

  @FlagField({ description: 'The first row holds the names of the columns' })
  hasHeader?: boolean;
}

export class ImportDto extends FileShapeDto {
  @ObjectField({
    holds: { values: { type: 'string', nullable: true } },
    parse: true,
    example: { 'E-mail': 'emailAddress', Notes: null },
    description: 'Column (by name, or number from 0) -> field, or null to leave it out; guessed when absent',
  })
  mapping?: Record<string, unknown>;

  @EnumField(DUPLICATES, {
    description: 'What becomes of a row whose record (by id or address) is there already; Update when absent',
  })
  duplicates?: (typeof DUPLICATES)[number];

  @FlagField({ description: 'Imports the good rows although there are bad ones' })
  skipBadRows?: boolean;

  @FlagField({ description: 'Only checks, and writes nothing' })
  dryRun?: boolean;

  @IdField({ description: 'Target list that all imported records are added to' })
  targetListId?: string;

  @EnumField(['Opted Out', 'Invalid'], {
    description: 'What a bare list of addresses (AddressStatus) says of them; Opted Out when absent',
  })
  addressMark?: 'Opted Out' | 'Invalid';

  @TextField({
    max: 200,
    example: 'Paper forms at the fair in Lyon',
    description:
      'Where the people of the file agreed to be on the list; columns of the file say it for each (consentGivenAt, consentConfirmedAt, consentSource, consentPage, consentText)',
  })
  consentSource?: string;

  @TextField({ description: 'Or the name of a new one, made once the rows are found good' })
  targetListName?: string;
}

/** As the document of the API shows it: the file is a part of the form. */
export class ImportForm extends ImportDto {
  @ApiProperty({ type: 'string', format: 'binary', description: 'CSV, or an Excel workbook (.xlsx)' })
  file: string;
}

export class PreviewForm extends FileShapeDto {
  @ApiProperty({ type: 'string', format: 'binary' })
  file: string;
}
