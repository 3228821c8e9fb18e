import {
  IsString,
  MaxLength,
  Validate,
  type ValidationArguments,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { parseWebAddress } from '../web-address.js';
import { field, type FieldOptions, read, trimmed } from './field.js';
import { TextField } from './text-fields.js';

const EMAIL = /^[^\s@<>()",;:\\[\]]+@[^\s@<>()",;:\\[\]]+\.[^\s@<>()",;:\\[\]]+$/u;

/** The part between the angle brackets of RFC 5322, one and nothing beside it. Pure. */
export const isEmailAddress = (text: string): boolean => text.length <= 254 && EMAIL.test(text);

@ValidatorConstraint({ name: 'isEmailAddress' })
class IsEmailAddress implements ValidatorConstraintInterface {
  // The length comes first: on a long text the pattern would take time by its square.
  validate(value: unknown): boolean {
    return typeof value === 'string' && isEmailAddress(value);
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
