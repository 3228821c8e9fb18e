import { ArrayMaxSize, IsArray, IsBoolean, IsIn } from 'class-validator';
import { field, type FieldOptions, read, withoutNull } from './field.js';

/** One of a fixed set of words. */
export function EnumField(values: readonly string[], options: FieldOptions = {}) {
  return field(
    options,
    { type: String, enum: [...values] },
    IsIn([...values], { message: `$property must be one of ${values.join(', ')}` }),
  );
}

/** Several of a fixed set of words. */
export function EnumListField(values: readonly string[], options: FieldOptions = {}) {
  return field(
    options,
    { type: [String], enum: [...values] },
    read({ convert: withoutNull }),
    IsArray(),
    ArrayMaxSize(values.length * 2),
    IsIn([...values], { each: true, message: `each value in $property must be one of ${values.join(', ')}` }),
  );
}

/** True or false, as JSON says it. */
export function BoolField(options: FieldOptions = {}) {
  return field(options, { type: Boolean }, IsBoolean());
}

/** A boolean where there are only words: in a query or a form `true` or `false`. */
export function FlagField(options: FieldOptions = {}) {
  return field(
    options,
    { type: Boolean },
    read({ convert: (value) => (value === 'true' ? true : value === 'false' ? false : value) }),
    IsIn([true, false], { message: '$property must be true or false' }),
  );
}
