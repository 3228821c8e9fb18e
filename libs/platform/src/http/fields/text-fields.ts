import {
  ArrayMaxSize,
  IsArray,
  IsString,
  Matches,
  MaxLength,
  MinLength,
  Validate,
  type ValidationArguments,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { canonicalLanguage } from '../../language/language.js';
import { field, type FieldOptions, read, trim, trimmed, withoutNull } from './field.js';

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

@ValidatorConstraint({ name: 'isLanguage' })
class IsLanguage implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return typeof value === 'string' && canonicalLanguage(value) !== undefined;
  }

  defaultMessage(args: ValidationArguments): string {
    return `${args.property} must be a language such as fr or pt-BR`;
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

/** A language by its tag (BCP 47), e.g. `fr` or `pt-BR`, as it is written. */
export function LanguageField(options: FieldOptions = {}) {
  return field(
    { example: 'fr', ...options },
    { type: String, maxLength: 35 },
    read({ convert: (value) => (typeof value === 'string' ? (canonicalLanguage(value) ?? value) : value) }),
    IsString(),
    MaxLength(35),
    Validate(IsLanguage),
  );
}

/** A password: kept to the letter, blanks at its ends as well. */
export function PasswordField(options: FieldOptions & { max?: number } = {}) {
  const max = options.max ?? 1000;
  return field(options, { type: String, maxLength: max }, IsString(), MaxLength(max));
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
