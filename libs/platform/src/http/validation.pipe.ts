import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { getMetadataStorage, validate, type ValidationError } from 'class-validator';
import { type FieldFault, InvalidInput } from '../errors/problems.js';
import { FIELD_READING, type FieldReading } from './fields.js';

type Dto = new () => object;

const PLAIN_TYPES = new Set<unknown>([undefined, String, Number, Boolean, Array, Object]);
/** Enough to mend a request by. */
const MOST_UNKNOWN = 20;

/**
 * Every request body and query: unknown fields refused, each fault told with the path of its field.
 *
 * Fields are looked up in the DTO by name, so that refusing takes time in proportion to the request, whatever it
 * holds; see docs/decisions/0013-requests-are-bounded.md.
 */
export class RequestPipe implements PipeTransform {
  async transform(value: unknown, { type, metatype }: Partial<ArgumentMetadata>): Promise<unknown> {
    if (type === 'param' || PLAIN_TYPES.has(metatype)) return value;
    // Of custom decorators `Body` and `Query` are ours; what others give is no DTO.
    if (type === 'custom' && fieldsOf(metatype as Dto).size === 0) return value;
    const faults: FieldFault[] = [];
    const dto = instanceOf(metatype as Dto, value ?? {}, '', faults);
    if (!faults.length && dto)
      for (const error of await validate(dto, { stopAtFirstError: true, forbidUnknownValues: false }))
        faults.push(...faultsOf(error, ''));
    if (faults.length) throw new InvalidInput(faults);
    return dto;
  }
}

export function validationPipe(): RequestPipe {
  return new RequestPipe();
}

/** What a request with this value would be read as, of something that did not come as one. @throws InvalidInput */
export const readAs = async <T extends object>(type: new () => T, value: object): Promise<T> =>
  (await new RequestPipe().transform(value, { type: 'body', metatype: type })) as T;

const readings = new WeakMap<Dto, Map<string, FieldReading>>();

/** The fields of a DTO, with how each is read. */
function fieldsOf(type: Dto): Map<string, FieldReading> {
  const known = readings.get(type);
  if (known) return known;
  const fields = new Map<string, FieldReading>();
  for (const { propertyName, name, constraints } of getMetadataStorage().getTargetValidationMetadatas(
    type,
    '',
    false,
    false,
  )) {
    if (name === FIELD_READING) fields.set(propertyName, constraints[0] as FieldReading);
    else if (!fields.has(propertyName)) fields.set(propertyName, {});
  }
  readings.set(type, fields);
  return fields;
}

/** Only what the DTO knows is taken over; prototypes and everything else that was sent stay outside. */
function instanceOf(type: Dto, value: unknown, path: string, faults: FieldFault[]): object | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    faults.push({ field: path || 'body', reason: 'must be an object' });
    return undefined;
  }
  const fields = fieldsOf(type);
  let unknown = 0;
  for (const name of Object.keys(value)) {
    if (fields.has(name)) continue;
    unknown += 1;
    if (unknown <= MOST_UNKNOWN)
      faults.push({
        field: `${path && `${path}.`}${name.slice(0, 100)}`,
        reason: 'is not a field of this request; check its spelling',
      });
  }
  if (unknown > MOST_UNKNOWN)
    faults.push({
      field: path || 'body',
      reason: `has ${unknown - MOST_UNKNOWN} more fields that are not known here`,
    });
  if (unknown) return undefined;
  const dto = new type() as Record<string, unknown>;
  for (const [name, { convert, nested, isList }] of fields) {
    if (!Object.hasOwn(value, name)) continue;
    const raw = (value as Record<string, unknown>)[name];
    const read = convert ? convert(raw) : raw;
    if (read === undefined) continue;
    const own = `${path && `${path}.`}${name}`;
    if (!nested) dto[name] = read;
    else if (isList && Array.isArray(read))
      dto[name] = read.map((one, index) => instanceOf(nested(), one, `${own}.${index}`, faults));
    else
      dto[name] =
        !isList && typeof read === 'object' && !Array.isArray(read)
          ? instanceOf(nested(), read, own, faults)
          : read;
  }
  return dto;
}

function faultsOf(error: ValidationError, parent: string): FieldFault[] {
  const field = parent ? `${parent}.${error.property}` : error.property;
  const reasons = Object.entries(error.constraints ?? {}).map(([code, message]) => ({
    reason: withoutName(message, error.property),
    code,
  }));
  return [
    ...reasons.map((reason) => ({ field, ...reason })),
    ...(error.children ?? []).flatMap((child) => faultsOf(child, field)),
  ];
}

const withoutName = (message: string, property: string) =>
  message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
