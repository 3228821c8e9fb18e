import { IsInt, IsNumber, Max, Min } from 'class-validator';
import { field, type FieldOptions } from './field.js';

/** A whole number; from 0 to what a column of whole numbers takes when nothing else is said. */
export function IntField(options: FieldOptions & { min?: number; max?: number } = {}) {
  const min = options.min ?? 0;
  const max = options.max ?? 2_147_483_647;
  return field(options, { type: 'integer', minimum: min, maximum: max }, IsInt(), Min(min), Max(max));
}

/** The largest amount that the column of an amount of money takes. */
const MOST_AMOUNT = 999_999_999_999;

/** A number that need not be whole. */
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
