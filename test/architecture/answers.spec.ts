import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiDocument, clientOf, GENERATED_CLIENTS } from '../support/api-document.js';
import { ROOT } from '../support/root.js';

interface Operation {
  name: string;
  summary?: string;
  parameters?: { name: string; in: string }[];
  security?: object[];
  requestBody?: unknown;
  responses: Record<string, { headers?: object; content?: Record<string, { schema?: object }> }>;
}

/** What the API document must say of every operation; what it says is held to in every test by AnswerCheck. */
describe('every operation', () => {
  let document: Record<string, unknown>;
  let operations: Operation[];

  beforeAll(async () => {
    ({ document } = await apiDocument());
    const paths = document['paths'] as Record<string, Record<string, Omit<Operation, 'name'>>>;
    operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        name: `${method.toUpperCase()} ${path}`,
        ...operation,
      })),
    );
  });

  const without = (good: (operation: Operation) => unknown) =>
    operations.filter((operation) => !good(operation)).map(({ name }) => name);

  it('has a summary of its own', () => {
    expect(operations.length).toBeGreaterThan(150);
    expect(without(({ summary }) => summary && summary.length > 5)).toEqual([]);
  });

  it('tells what it answers: a type, a file, another address, or nothing', () => {
    expect(
      without(({ responses }) => {
        if (responses['204'] || responses['303']?.headers) return true;
        const success = responses['200'] ?? responses['201'] ?? responses['202'];
        return Object.values(success?.content ?? {}).some(({ schema }) => schema);
      }),
    ).toEqual([]);
  });

  it('tells what it refuses', () => {
    expect(
      without(({ security, responses }) => !security?.length || (responses['401'] && responses['403'])),
    ).toEqual([]);
    expect(without(({ requestBody, responses }) => !requestBody || responses['400'])).toEqual([]);
    const byId = ({ parameters = [] }: Operation) => parameters.some((one) => one.in === 'path');
    expect(without((operation) => !byId(operation) || operation.responses['404'])).toEqual([]);
  });

  it('of a collection takes the fields of that collection, by name', () => {
    const paged = operations.filter(({ parameters = [] }) => parameters.some(({ name }) => name === 'page'));
    expect(paged.length).toBeGreaterThan(20);
    const fields = ({ parameters = [] }: Operation) =>
      parameters.filter(({ name }) => name.startsWith('filter.')).map(({ name }) => name);
    expect(paged.filter((one) => fields(one).length === 0).map(({ name }) => name)).toEqual([]);
    const campaigns = operations.find(({ name }) => name === 'GET /api/v1/campaigns')!;
    expect(fields(campaigns)).toEqual(expect.arrayContaining(['filter.status', 'filter.informational']));
  });

  it('names the members of every object, but for those that are of plugins or another standard', () => {
    expect(openObjectsIn(document).filter((path) => !OPEN.has(path))).toEqual([]);
  });

  it('has types without cycles, for tools that unfold them', () => {
    const schemas = (document['components'] as { schemas: Record<string, object> }).schemas;
    const named = Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [
        name,
        [...JSON.stringify(schema).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, other]) => other!),
      ]),
    );
    const reaches = (from: string, seen = new Set<string>()): Set<string> => {
      for (const next of named[from] ?? []) if (!seen.has(next)) reaches(next, seen.add(next));
      return seen;
    };
    expect(Object.keys(named).filter((name) => reaches(name).has(name))).toEqual([]);
  });

  it('is in the clients that tests and console call with, as it is now: npm run generate', async () => {
    const client = await clientOf(document);
    for (const file of GENERATED_CLIENTS)
      expect([file, readFileSync(join(ROOT, file), 'utf8') === client]).toEqual([file, true]);
  });
});

/** Objects whose members nobody here can name. */
const OPEN = new Set([
  // JSON Schema, which has a standard of its own.
  'components.schemas.FilterSchemaView.properties.$defs',
  // As each type of event says.
  'components.schemas.ToldEventView.properties.data',
  // Records of any type, types of the host among them.
  'components.schemas.FilterPreviewView.properties.sample.items',
  'paths./api/v1/privacy/export.post.responses.200.content.application/json.schema.additionalProperties.items',
  // A tree: a question holds questions of its own form.
  ...['all.items', 'any.items', 'not', 'matches'].map(
    (member) => `components.schemas.SegmentFilterView.properties.${member}`,
  ),
  'components.schemas.AnyRecordView.properties.values.additionalProperties',
  // A record of any kind, as it is now.
  'components.schemas.ProblemDocument.properties.current.additionalProperties',
  // What was and what is, of a record of any kind.
  'components.schemas.AuditRecordView.properties.details',
  // Each job is a plugin, and tells what it likes.
  'components.schemas.ScheduledJobRunView.properties.summary',
]);

const REFERRING = ['$ref', 'allOf', 'anyOf', 'oneOf'];

/** Paths of schemas that say nothing of what is in them. */
function openObjectsIn(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const schema = value as Record<string, unknown>;
  const isSchema =
    /(^components\.schemas\.[^.]+|\.schema|\.properties\.[^.]+|\.items|\.additionalProperties)$/.test(path);
  const refers = REFERRING.some((name) => name in schema);
  const members = schema['properties'] ?? schema['additionalProperties'];
  const isOpen =
    isSchema && !refers && (schema['type'] ?? 'object') === 'object' && typeof members !== 'object';
  return [
    ...(isOpen ? [path] : []),
    ...Object.entries(schema).flatMap(([name, one]) => openObjectsIn(one, path ? `${path}.${name}` : name)),
  ];
}
