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

  @TextField({ description: 'Or the name of a new one' })
  targetListName?: string;
}
