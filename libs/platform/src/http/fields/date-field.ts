import {
  Validate,
  type ValidationArguments,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { parseDate } from '../parse-date.js';
import { field, type FieldOptions, read } from './field.js';

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
