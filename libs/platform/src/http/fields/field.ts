import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { IsOptional, ValidateBy } from 'class-validator';

/** What can be said of a field of any kind; one that is not `required` may be left out, or null. */
export interface FieldOptions {
  description?: string;
  example?: unknown;
  required?: boolean;
}

/** How the raw value of a field becomes what the rules look at. */
export interface FieldReading {
  /** From what JSON or a query holds to what the DTO holds; what it cannot read it gives back for the rules to refuse. */
  convert?: (value: unknown) => unknown;
  /** Class of the object, or of the objects in a list. */
  nested?: () => new () => object;
  isList?: boolean;
}

/** Name of the rule that carries a {@link FieldReading}: as a rule it follows a DTO into PartialType and OmitType. */
export const FIELD_READING = 'facteurField';

/** The rule that carries a reading. */
export const read = (reading: FieldReading) =>
  ValidateBy({ name: FIELD_READING, constraints: [reading], validator: { validate: () => true } });

/** One field of a request; all that {@link FieldOptions} do not say is its kind's. */
export function field(
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

export const trim = (value: unknown) => (typeof value === 'string' ? value.trim() : value);
export const trimmed = read({ convert: trim });

/** Where null says nothing that leaving the field out would not. */
export const withoutNull = (value: unknown) => value ?? undefined;
