import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  Validate,
  type ValidationArguments,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { parseDate } from './parse-date.js';

/**
 * The fields that request bodies are made of. Each joins the validator, the transformation and the OpenAPI
 * description, so that a DTO is one line a field.
 */
interface FieldOptions {
  description?: string;
  example?: unknown;
  required?: boolean;
}

function field(
  options: FieldOptions,
  api: ApiPropertyOptions,
  ...rules: PropertyDecorator[]
): PropertyDecorator {
  const described = {
    ...api,
    description: options.description,
    example: options.example,
    required: options.required ?? false,
    ...(options.required ? {} : { nullable: true }),
  } as ApiPropertyOptions;
  return applyDecorators(ApiProperty(described), ...(options.required ? [] : [IsOptional()]), ...rules);
}

const trimmed = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' ? value.trim() : value,
);

/** CR and LF could begin a header of their own; NUL and the other controls have no place in a line of text. */
const NO_CONTROLS = /^[^\u0000-\u001f\u007f\u2028\u2029]*$/;

/** One line of text, trimmed; control characters and line breaks are refused. */
export function TextField(
  options: FieldOptions & { max?: number; pattern?: RegExp; patternHint?: string } = {},
) {
  const max = options.max ?? 255;
  const rules = [
    trimmed,
    IsString(),
    MaxLength(max),
    Matches(NO_CONTROLS, { message: '$property must be one line without control characters' }),
  ];
  if (options.required) rules.push(MinLength(1, { message: '$property must not be empty' }));
  if (options.pattern)
    rules.push(
      Matches(options.pattern, { message: `$property ${options.patternHint ?? 'has a wrong form'}` }),
    );
  return field(options, { type: String, maxLength: max }, ...rules);
}

/** Text of many lines, kept as it is. */
export function LongTextField(options: FieldOptions & { max?: number } = {}) {
  const max = options.max ?? 65_535;
  return field(options, { type: String, maxLength: max }, IsString(), MaxLength(max));
}

const EMAIL = /^[^\s@<>()",;:\\[\]]+@[^\s@<>()",;:\\[\]]+\.[^\s@<>()",;:\\[\]]+$/u;

/** An e-mail address (the part between the angle brackets of RFC 5322). */
export function EmailField(options: FieldOptions = {}) {
  return field(
    { example: 'ada@example.com', ...options },
    { type: String, format: 'email', maxLength: 254 },
    trimmed,
    IsString(),
    MaxLength(254),
    Matches(EMAIL, { message: '$property must be an e-mail address such as ada@example.com' }),
  );
}

export function EnumField(values: readonly string[], options: FieldOptions = {}) {
  return field(
    options,
    { type: String, enum: [...values] },
    IsIn([...values], { message: `$property must be one of ${values.join(', ')}` }),
  );
}

export function IntField(options: FieldOptions & { min?: number; max?: number } = {}) {
  const min = options.min ?? 0;
  const max = options.max ?? 2_147_483_647;
  return field(options, { type: 'integer', minimum: min, maximum: max }, IsInt(), Min(min), Max(max));
}

export function NumberField(options: FieldOptions & { min?: number } = {}) {
  return field(
    options,
    { type: Number, minimum: options.min },
    IsNumber(),
    ...(options.min === undefined ? [] : [Min(options.min)]),
  );
}

export function BoolField(options: FieldOptions = {}) {
  return field(options, { type: Boolean }, IsBoolean());
}

@ValidatorConstraint({ name: 'isDate' })
class IsRealDate implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return value instanceof Date && !Number.isNaN(value.getTime());
  }

  defaultMessage(args: ValidationArguments): string {
    return `${args.property} must be a date such as 2027-01-31T09:00:00Z or 2027-01-31T10:00:00+01:00`;
  }
}

/** ISO 8601; an offset is honoured, none means UTC. Arrives as a Date. */
export function DateField(options: FieldOptions = {}) {
  return field(
    { example: '2027-01-31T09:00:00Z', ...options },
    { type: String, format: 'date-time' },
    Transform(({ value }: { value: unknown }) => (value == null ? value : (parseDate(value) ?? value))),
    Validate(IsRealDate),
  );
}

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
    Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? [...new Set(value)] : value)),
    IsArray(),
    ArrayMaxSize(max),
    IsString({ each: true, message: `each value in $property ${ID_HINT}` }),
    Matches(/^[\w.-]{1,64}$/, { each: true, message: `each value in $property ${ID_HINT}` }),
  );
}

/** An absolute http or https address. */
export function UrlField(options: FieldOptions & { max?: number } = {}) {
  const max = options.max ?? 2000;
  return field(
    { example: 'https://www.example.com/spring', ...options },
    { type: String, format: 'uri', maxLength: max },
    trimmed,
    IsString(),
    MaxLength(max),
    Matches(/^https?:\/\/[^\s/$.?#\u0000-\u001f][^\s\u0000-\u001f]*$/iu, {
      message: '$property must be a web address that begins with http:// or https://',
    }),
  );
}

/** Several of a fixed set of words. */
export function EnumListField(values: readonly string[], options: FieldOptions = {}) {
  return field(
    options,
    { type: [String], enum: [...values] },
    IsArray(),
    ArrayMaxSize(values.length * 2),
    IsIn([...values], { each: true, message: `each value in $property must be one of ${values.join(', ')}` }),
  );
}

/** Several lines of text, each trimmed and not empty. */
export function TextListField(options: FieldOptions & { max?: number; maxLength?: number } = {}) {
  const max = options.max ?? 100;
  const maxLength = options.maxLength ?? 255;
  return field(
    options,
    { type: [String], maxItems: max },
    Transform(({ value }: { value: unknown }) =>
      Array.isArray(value)
        ? value.map((one: unknown) => (typeof one === 'string' ? one.trim() : one))
        : value,
    ),
    IsArray(),
    ArrayMaxSize(max),
    IsString({ each: true }),
    MaxLength(maxLength, { each: true }),
    MinLength(1, { each: true }),
    Matches(NO_CONTROLS, { each: true, message: '$property must hold lines without control characters' }),
  );
}

/** A boolean where there are only words: in a query or a form `true` or `false`. */
export function FlagField(options: FieldOptions = {}) {
  return field(
    options,
    { type: Boolean },
    Transform(({ value }: { value: unknown }) =>
      value === 'true' ? true : value === 'false' ? false : value,
    ),
    IsIn([true, false], { message: '$property must be true or false' }),
  );
}
