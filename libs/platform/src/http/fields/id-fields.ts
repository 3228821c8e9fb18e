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

/** Ids of other records, each once. */
export function IdListField(options: FieldOptions & { max?: number } = {}) {
  const max = options.max ?? 1000;
  return field(
    options,
    { type: [String], maxItems: max },
    read({ convert: (value) => (Array.isArray(value) ? [...new Set(value)] : withoutNull(value)) }),
    IsArray(),
    ArrayMaxSize(max),
    IsString({ each: true, message: `each value in $property ${ID_HINT}` }),
    Matches(/^[\w.-]{1,64}$/, { each: true, message: `each value in $property ${ID_HINT}` }),
  );
}
