import { Transform } from 'class-transformer';
import { IsIn, IsObject, IsOptional } from 'class-validator';
import { ApiProperty } from '@nestjs/swagger';
import { EnumField, IdField, TextField } from '@facteur/platform';
import { DELIMITERS, ENCODINGS } from './guess-file.js';
import { DUPLICATES } from './import-options.js';

/** The parts of a form are texts: `true` and `false` are words there. */
function FormFlag(description: string): PropertyDecorator {
  return (target, key) => {
    ApiProperty({ type: Boolean, required: false, description })(target, key);
    IsOptional()(target, key);
    Transform(({ value }: { value: unknown }) =>
      value === 'true' ? true : value === 'false' ? false : value,
    )(target, key);
    IsIn([true, false], { message: '$property must be true or false' })(target, key);
  };
}

function parsed({ value }: { value: unknown }): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** How the file is to be read; what is left out is guessed. */
export class FileShapeDto {
  @EnumField(ENCODINGS)
  encoding?: (typeof ENCODINGS)[number];

  @EnumField([...DELIMITERS])
  delimiter?: string;

  @FormFlag('The first row holds the names of the columns')
  hasHeader?: boolean;
}

export class ImportDto extends FileShapeDto {
  @ApiProperty({
    required: false,
    type: Object,
    example: { 'E-mail': 'emailAddress', Notes: null },
    description: 'Column (by name, or number from 0) -> field, or null to leave it out; guessed when absent',
  })
  @IsOptional()
  @Transform(parsed)
  @IsObject({ message: '$property must be a JSON object' })
  mapping?: Record<string, unknown>;

  @EnumField(DUPLICATES, {
    description: 'What becomes of a row whose record (by id or address) is there already; Update when absent',
  })
  duplicates?: (typeof DUPLICATES)[number];

  @FormFlag('Imports the good rows although there are bad ones')
  skipBadRows?: boolean;

  @FormFlag('Only checks, and writes nothing')
  dryRun?: boolean;

  @IdField({ description: 'Target list that all imported records are added to' })
  targetListId?: string;

  @TextField({ description: 'Or the name of a new one' })
  targetListName?: string;
}
