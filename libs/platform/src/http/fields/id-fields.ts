import { ArrayMaxSize, IsArray, IsString, Matches } from 'class-validator';
import { field, type FieldOptions, read, withoutNull } from './field.js';

const ID_HINT = 'must be an id as the API gives it';

/** The id of another record. */
export function IdField(options: FieldOptions = {}) {
  return field(
    { example: 'ktq7x2mzlhw4vbc5nj3a', ...options },
    { type: String, maxLength: 64 },
    IsString(),
    Matches(/^[\w.-]{1,64}$/, { message: `$property ${ID_HINT}` }),
  );
}

/** Of a host's records too: any line of a text. */
const TARGET_ID = /^[^\u0000-\u001f\u007f]{1,64}$/u;

/** The id of a record of any type, as its source makes it. */
export function TargetIdField(options: FieldOptions = {}) {
  return field(
    { example: 'ktq7x2mzlhw4vbc5nj3a', ...options },
    { type: String, maxLength: 64 },
    IsString(),
    Matches(TARGET_ID, { message: `$property ${ID_HINT}` }),
  );
}

/** Ids of other records, each once. */
export function IdListField({
  ofTargets,
  ...options
}: FieldOptions & { max?: number; ofTargets?: boolean } = {}) {
  const max = options.max ?? 1000;
  return field(
    options,
    { type: [String], maxItems: max },
    read({ convert: (value) => (Array.isArray(value) ? [...new Set(value)] : withoutNull(value)) }),
    IsArray(),
    ArrayMaxSize(max),
    IsString({ each: true, message: `each value in $property ${ID_HINT}` }),
    Matches(ofTargets ? TARGET_ID : /^[\w.-]{1,64}$/, {
      each: true,
      message: `each value in $property ${ID_HINT}`,
    }),
  );
}
