import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ApiDocument, Operation, Schema } from '../support/answer-check.js';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

/** Values that a field may get instead of what the document asks for. */
const ODD: [label: string, value: unknown][] = [
  ['null', null],
  ['a number', -1],
  ['a huge number', 1e308],
  ['true', true],
  ['nothing', ''],
  ['a long text', 'x'.repeat(70_000)],
  ['NUL', 'a\u0000b'],
  ['half a character', '\ud800'],
  ['line breaks', 'a\r\nBcc: x@x.example'],
  ['markup', '{{#if}}<script>{0}%%x%%'],
  ['a list', [null, {}, [[]]]],
  ['an object', { constructor: 1, __proto__: { a: 1 }, then: 'x' }],
  ['a deep list', JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`)],
];
/** Of them, what databases take in different ways. */
const FOR_A_DATABASE = new Set(['null', 'a huge number', 'a long text', 'NUL', 'half a character']);
const ODD_QUERIES = [
  '',
  'x',
  '-1',
  '99999999999999999999',
  '$not:$not:x',
  '$in:',
  'a\u0000',
  '%',
  '💥',
  '[]',
];
const ODD_IDS = ['x', '0', '%00', '..%2f..', '%F0%9F%92%A5', 'a'.repeat(300), "'--", '__proto__'];
/** Calls, so that one computes while another waits for the database. */
const AT_ONCE = 4;
/** These would end the session, or change what signs in. */
const NOT_CALLED = /\/auth\/(logout|login|password|sessions)/;
const OPEN =
  /^\/(health|f|u|t|l|a|hooks|api\/openapi|s)\b|\/auth\/(login|password\/(forgotten|choose)|provider(\/(begin|callback))?)$/;

/** What of a schema says how a value of it looks. */
interface Sampled extends Schema {
  $ref?: string;
  allOf?: Schema[];
  example?: unknown;
  enum?: unknown[];
  type?: string;
  items?: Schema;
}

interface Call {
  path: string;
  method: string;
  parameters: NonNullable<Operation['parameters']>;
  body: Record<string, unknown> | undefined;
}

onBothDatabases('the API as its document tells it, asked oddly', (kind) => {
  let app: TestApp;
  let operations: Call[];

  beforeAll(async () => {
    app = await TestApp.start(kind);
    const { body: document } = await app.call<ApiDocument>('GET', '/api/openapi.json');
    const sampleOf = (schema: Sampled | undefined, depth = 0): unknown => {
      if (!schema || depth > 5) return {};
      if (schema.$ref) return sampleOf(document.components.schemas[schema.$ref.split('/').pop()!], depth + 1);
      if (schema.allOf) return Object.assign({}, ...schema.allOf.map((one) => sampleOf(one, depth + 1)));
      if (schema.example !== undefined) return schema.example;
      if (schema.enum) return schema.enum[0];
      if (schema.type === 'array') return [sampleOf(schema.items, depth + 1)];
      if (schema.type === 'object' || schema.properties)
        return Object.fromEntries(
          Object.entries(schema.properties ?? {}).map(([name, one]) => [name, sampleOf(one, depth + 1)]),
        );
      return schema.type === 'boolean' ? true : schema.type === 'number' ? 1 : 'x';
    };
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
        path,
        method: method.toUpperCase(),
        parameters,
        body: requestBody?.content['application/json']
          ? (sampleOf(requestBody.content['application/json'].schema) as Record<string, unknown>)
          : undefined,
      })),
    );
  });
  afterAll(() => app.stop());

  const pathOf = ({ path }: Call, id = 'x') => path.replace(/\{[^}]+\}/g, id);

  async function answers(calls: [method: string, path: string, body?: unknown][]): Promise<string[]> {
    const bad: string[] = [];
    const left = calls.values();
    const ask = async () => {
      for (const [method, path, body] of left) {
        const { status, headers } = await app.call(method, path, body);
        const isProblem = String(headers['content-type']).includes('application/problem+json');
        if (status >= 500 || (status >= 400 && !isProblem))
          bad.push(`${status} ${method} ${path.slice(0, 200)} ${JSON.stringify(body)?.slice(0, 200)}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, ask));
    return bad;
  }

  it('a stranger gets in nowhere', async () => {
    const open: string[] = [];
    for (const one of operations.filter(({ path }) => !OPEN.test(path)))
      for (const authorization of ['', 'Bearer forged', 'Basic eDp4']) {
        const { status } = await app.call(one.method, pathOf(one), one.body, { authorization });
        if (status !== 401) open.push(`${status} ${one.method} ${one.path}`);
      }
    expect(operations.length).toBeGreaterThan(150);
    expect(open).toEqual([]);
  });

  it('ids and queries of any kind', async () => {
    const calls = operations
      .filter(({ path, method }) => !NOT_CALLED.test(path) && (method === 'GET' || path.includes('{')))
      .flatMap((one): [string, string, unknown?][] => [
        ...(one.path.includes('{')
          ? ODD_IDS.map((id): [string, string, unknown?] => [one.method, pathOf(one, id), one.body])
          : []),
        ...(one.method === 'GET'
          ? [
              ...one.parameters.filter((p) => p.in === 'query').map((p) => p.name),
              'filter.id',
              'sortBy',
              'page',
            ]
              .slice(0, 8)
              .flatMap((name) =>
                ODD_QUERIES.map((value): [string, string] => [
                  'GET',
                  `${pathOf(one)}?${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
                ]),
              )
          : []),
      ]);
    expect(await answers(calls)).toEqual([]);
  }, 240_000);

  it('fields of any kind', async () => {
    // What is refused before it comes to a database is refused alike for both.
    const odd = kind === 'SQLite' ? ODD : ODD.filter(([label]) => FOR_A_DATABASE.has(label));
    const calls = operations
      .filter(({ path, body }) => body && !NOT_CALLED.test(path))
      .flatMap((one): [string, string, unknown][] => [
        [one.method, pathOf(one), {}],
        [one.method, pathOf(one), null],
        [one.method, pathOf(one), [[]]],
        ...Object.keys(one.body!).flatMap((field) =>
          odd.map(([, value]): [string, string, unknown] => [
            one.method,
            pathOf(one),
            { ...one.body, [field]: value },
          ]),
        ),
      ]);
    expect(calls.length).toBeGreaterThan(1_000);
    expect(await answers(calls)).toEqual([]);
  }, 240_000);
});
