import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  Validate,
  ValidateBy,
  ValidateNested,
  type ValidationArguments,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { parseDate } from './parse-date.js';
import { parseWebAddress } from './web-address.js';

/**
 * The fields that request bodies are made of. Each joins the validator, the transformation and the OpenAPI
 * description, so that a DTO is one line a field.
 */
interface FieldOptions {
  description?: string;
  example?: unknown;
  required?: boolean;
}

/** How the raw value of a field becomes what the rules look at. */
export interface FieldReading {
  /** From what JSON or a query holds to what the DTO holds; what it cannot read it gives back for the rules to refuse. */
  convert?: (value: unknown) => unknown;
  /** Class of the objects in a list. */
  nested?: () => new () => object;
}

/** Name of the rule that carries a {@link FieldReading}: as a rule it follows a DTO into PartialType and OmitType. */
export const FIELD_READING = 'facteurField';

const read = (reading: FieldReading) =>
  ValidateBy({ name: FIELD_READING, constraints: [reading], validator: { validate: () => true } });

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

const trim = (value: unknown) => (typeof value === 'string' ? value.trim() : value);
const trimmed = read({ convert: trim });

/** Where null says nothing that leaving the field out would not. */
const withoutNull = (value: unknown) => value ?? undefined;
const listed = read({ convert: withoutNull });

/** CR and LF could begin a header of their own; NUL and the other controls have no place in a line of text. */
const NO_CONTROLS = /^[^\u0000-\u001f\u007f\u2028\u2029]*$/;

/** Half of a character, which no database keeps. */
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

@ValidatorConstraint({ name: 'isStorableText' })
class IsStorableText implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value !== 'string' || !(value.includes('\0') || LONE_SURROGATE.test(value));
  }

  defaultMessage(args: ValidationArguments): string {
    return `${args.property} must hold no NUL and no half characters`;
  }
}

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
  return field(
    options,
    { type: String, maxLength: max },
    IsString(),
    MaxLength(max),
    Validate(IsStorableText),
  );
}

const EMAIL = /^[^\s@<>()",;:\\[\]]+@[^\s@<>()",;:\\[\]]+\.[^\s@<>()",;:\\[\]]+$/u;

@ValidatorConstraint({ name: 'isEmailAddress' })
class IsEmailAddress implements ValidatorConstraintInterface {
  // The length comes first: on a long text the pattern would take time by its square.
  validate(value: unknown): boolean {
    return typeof value === 'string' && value.length <= 254 && EMAIL.test(value);
  }

  defaultMessage(args: ValidationArguments): string {
    return `${args.property} must be an e-mail address such as ada@example.com`;
  }
}

/** An e-mail address (the part between the angle brackets of RFC 5322). */
export function EmailField(options: FieldOptions = {}) {
  return field(
    { example: 'ada@example.com', ...options },
    { type: String, format: 'email', maxLength: 254 },
    trimmed,
    IsString(),
    MaxLength(254),
    Validate(IsEmailAddress),
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

/** The largest amount that the column of an amount of money takes. */
const MOST_AMOUNT = 999_999_999_999;

export function NumberField(options: FieldOptions & { min?: number; max?: number } = {}) {
  const { min, max = MOST_AMOUNT } = options;
  return field(
    options,
    { type: Number, minimum: min, maximum: max },
    IsNumber(),
    Max(max),
    ...(min === undefined ? [] : [Min(min)]),
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
    read({ convert: (value) => (value == null ? value : (parseDate(value) ?? value)) }),
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
    read({ convert: (value) => (Array.isArray(value) ? [...new Set(value)] : withoutNull(value)) }),
    IsArray(),
    ArrayMaxSize(max),
    IsString({ each: true, message: `each value in $property ${ID_HINT}` }),
    Matches(/^[\w.-]{1,64}$/, { each: true, message: `each value in $property ${ID_HINT}` }),
  );
}

@ValidatorConstraint({ name: 'isWebAddress' })
class IsWebAddress implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && parseWebAddress(value) !== undefined;
  }

  defaultMessage(args: ValidationArguments): string {
    return `${args.property} must be a web address that begins with http:// or https://`;
  }
}

/** An absolute http or https address, kept in the form in which it is sent (ASCII, see WHATWG URL). */
export function UrlField(options: FieldOptions & { max?: number } = {}) {
  const max = options.max ?? 2000;
  return field(
    { example: 'https://www.example.com/spring', ...options },
    { type: String, format: 'uri', maxLength: max },
    read({
      convert: (value) => (typeof value === 'string' ? (parseWebAddress(value)?.href ?? value) : value),
    }),
    IsString(),
    MaxLength(max),
    Validate(IsWebAddress),
  );
}

/** A host name or an address of a host, without a port. */
export function HostField(options: FieldOptions = {}) {
  return TextField({
    example: 'smtp.example.com',
    ...options,
    // A name or an address; a port has a field of its own.
    pattern: /^(?:[\w.-]+|(?=[^:]*:[^:]*:)[0-9a-fA-F:.]+)$/,
    patternHint: 'must be a host name or address, without a port',
  });
}

/** A password: kept to the letter, blanks at its ends as well. */
export function PasswordField(options: FieldOptions & { max?: number } = {}) {
  const max = options.max ?? 1000;
  return field(options, { type: String, maxLength: max }, IsString(), MaxLength(max));
}

/** A JSON object that is read elsewhere, field by field. */
export function ObjectField(options: FieldOptions & { parse?: boolean } = {}) {
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
    { type: 'object', additionalProperties: true },
    read({ convert }),
    IsObject({ message: '$property must be a JSON object' }),
  );
}

/** A list of objects, each checked like a request of its own. */
export function NestedListField(type: () => new () => object, options: FieldOptions & { max?: number } = {}) {
  const max = options.max ?? 100;
  return field(
    options,
    { type: type(), isArray: true, maxItems: max } as ApiPropertyOptions,
    read({ convert: withoutNull, nested: type }),
    IsArray(),
    ArrayMaxSize(max),
    ValidateNested({ each: true, message: 'each value in $property must be an object' }),
  );
}

/** Several of a fixed set of words. */
export function EnumListField(values: readonly string[], options: FieldOptions = {}) {
  return field(
    options,
    { type: [String], enum: [...values] },
    listed,
    IsArray(),
    ArrayMaxSize(values.length * 2),
    IsIn([...values], { each: true, message: `each value in $property must be one of ${values.join(', ')}` }),
  );
}

/** Several lines of text, each trimmed and not empty. With `nullable` null means the default. */
export function TextListField(
  options: FieldOptions & { max?: number; maxLength?: number; nullable?: boolean } = {},
) {
  const max = options.max ?? 100;
  const maxLength = options.maxLength ?? 255;
  return field(
    options,
    { type: [String], maxItems: max },
    read({
      convert: (value) =>
        Array.isArray(value) ? value.map(trim) : options.nullable ? value : withoutNull(value),
    }),
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
    read({ convert: (value) => (value === 'true' ? true : value === 'false' ? false : value) }),
    IsIn([true, false], { message: '$property must be true or false' }),
  );
}
