/*
 * The fields that request bodies are made of. Each joins the validator, the transformation and the OpenAPI
 * description, so that a DTO is one line a field.
 */
export * from './fields/address-fields.js';
export * from './fields/choice-fields.js';
export * from './fields/date-field.js';
export { FIELD_READING, type FieldReading } from './fields/field.js';
export * from './fields/id-fields.js';
export * from './fields/number-fields.js';
export * from './fields/object-fields.js';
export * from './fields/text-fields.js';
