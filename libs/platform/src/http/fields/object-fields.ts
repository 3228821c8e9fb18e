import type { Type } from '@nestjs/common';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsObject, ValidateNested } from 'class-validator';
import { field, type FieldOptions, read, withoutNull } from './field.js';

export interface ObjectFieldOptions extends FieldOptions {
  /** Takes it as text as well, as a form has it. */
  parse?: boolean;
  /** What it holds, for the document: a class, or the schema of all its values. */
  holds: Type<object> | { values: object };
}

/** A JSON object that is read elsewhere, field by field. */
export function ObjectField(options: ObjectFieldOptions) {
  const { holds } = options;
  const convert = (value: unknown) => {
    if (!options.parse || typeof value !== 'string') return withoutNull(value);
    try {
      return JSON.parse(value) as unknown;
    } catch {
      return value;
    }
  };
  return field(
    options,
    'values' in holds ? { type: 'object', additionalProperties: holds.values } : { type: holds },
    read({ convert }),
    IsObject({ message: '$property must be a JSON object' }),
  );
}

/** A list of objects, each checked like a request of its own. With `nullable` null means the default. */
export function NestedListField(
  type: () => new () => object,
  options: FieldOptions & { max?: number; nullable?: boolean } = {},
) {
  const max = options.max ?? 100;
  return field(
    options,
    { type: type(), isArray: true, maxItems: max } as ApiPropertyOptions,
    read({ ...(options.nullable ? {} : { convert: withoutNull }), nested: type, isList: true }),
    IsArray(),
    ArrayMaxSize(max),
    ValidateNested({ each: true, message: 'each value in $property must be an object' }),
  );
}

/** One object, checked like a request of its own. */
export function NestedField(type: () => new () => object, options: FieldOptions = {}) {
  return field(
    options,
    { type: type() } as ApiPropertyOptions,
    read({ convert: withoutNull, nested: type }),
    IsObject({ message: '$property must be an object' }),
    ValidateNested({ message: '$property must be an object' }),
  );
}
