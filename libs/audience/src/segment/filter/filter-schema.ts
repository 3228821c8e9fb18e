import type { RecordSource } from '../../record-source/record-source.js';
import { OPERATORS } from './compile-field.js';
import type { FilterCondition } from './segment-filter.js';

const IDS = { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 1000 };

/** As far as it is the same for all types. */
export interface FilterSchema {
  $schema: string;
  title: string;
  $ref: string;
  $defs: object;
}

/** The JSON Schema (2020-12) of filters over one record type, with the fields and operators that there are. */
export function filterSchema(
  source: RecordSource,
  conditions: FilterCondition[],
  sourceOf: (targetType: string) => RecordSource | undefined,
): FilterSchema {
  const object = (properties: object, required: string[]) => ({
    type: 'object',
    properties,
    required,
    additionalProperties: false,
  });
  const node = { $ref: '#/$defs/node' };
  const relations = Object.entries(source.related ?? {});
  const fields = [
    ...fieldsOf(source, ''),
    ...relations.flatMap(([name, { targetType }]) => {
      const other = sourceOf(targetType);
      return other ? fieldsOf(other, `${name}.`) : [];
    }),
  ];
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Filter over records of the type ${source.targetType}`,
    $ref: '#/$defs/node',
    $defs: {
      node: {
        anyOf: [
          object({ all: { type: 'array', items: node } }, ['all']),
          object({ any: { type: 'array', items: node } }, ['any']),
          object({ not: node }, ['not']),
          ...fields.map(({ name, kind }) =>
            object({ field: { const: name }, operator: { enum: Object.keys(OPERATORS[kind]) }, value: {} }, [
              'field',
              'operator',
            ]),
          ),
          ...(relations.length
            ? [
                object({ related: { enum: relations.map(([name]) => name) }, matches: { type: 'object' } }, [
                  'related',
                  'matches',
                ]),
              ]
            : []),
          object(
            {
              memberOf: object({ targetListIds: IDS, optedOut: { type: 'boolean' } }, ['targetListIds']),
            },
            ['memberOf'],
          ),
          ...conditions.map(({ key, schema }) => object({ [key]: schema }, [key])),
        ],
      },
    },
  };
}

function fieldsOf(source: RecordSource, prefix: string) {
  return Object.entries(source.list.columns).flatMap(([name, column]) =>
    column.kind === 'json' || column.filterable === false
      ? []
      : [{ name: `${prefix}${name}`, kind: column.kind }],
  );
}
