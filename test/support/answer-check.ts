import { Ajv, type ValidateFunction } from 'ajv';
import ajvFormats from 'ajv-formats';

export interface Schema extends Record<string, unknown> {
  nullable?: boolean;
  properties?: Record<string, Schema>;
}

type Content = Record<string, { schema?: Schema }>;

export interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
}

export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/**
 * Holds answers of the API to what its document says of them: every answer of every test. A member that the document
 * does not name is as wrong as one that it promises and that is not there.
 */
export class AnswerCheck {
  private readonly ajv = new Ajv({ strict: false, allErrors: true });
  private readonly known = new Map<string, ValidateFunction | undefined>();
  private readonly routes: { parts: string[]; path: string }[];

  constructor(private readonly document: ApiDocument) {
    (ajvFormats as unknown as (ajv: Ajv) => void)(this.ajv);
    for (const [name, schema] of Object.entries(document.components.schemas))
      this.ajv.addSchema(jsonSchemaOf(schema) as object, `#/components/schemas/${name}`);
    this.routes = Object.keys(document.paths).map((path) => ({ parts: path.split('/'), path }));
  }

  /** @returns what is wrong with an answer; undefined when nothing is, or the document knows of no such call. */
  faultOf(method: string, url: string, status: number, body: unknown): string | undefined {
    const path = this.pathOf(url.split('?')[0]!);
    const operation = path && this.document.paths[path]?.[method.toLowerCase()];
    if (!operation) return undefined;
    const said = operation.responses[status];
    if (!said) return `${method} ${path} answered ${status}, of which its document says nothing`;
    const type = status >= 400 ? 'application/problem+json' : 'application/json';
    const schema = said.content?.[type]?.schema;
    const isFile = schema?.['format'] === 'binary' || (!schema && said.content !== undefined);
    if (isFile) return undefined;
    if (!schema) return body === undefined ? undefined : `${method} ${path} answers more than it says`;
    const key = `${method} ${path} ${status}`;
    if (!this.known.has(key)) this.known.set(key, this.ajv.compile(jsonSchemaOf(schema) as object));
    const validate = this.known.get(key)!;
    if (validate(body)) return undefined;
    const faults = validate.errors!.slice(0, 5).map((error) => {
      const more = JSON.stringify(error.params);
      return `${error.instancePath || 'the answer'} ${error.message} ${more}`;
    });
    return `${key} is not as the document says: ${faults.join('; ')}`;
  }

  /** Of several that fit the one with most words of its own. */
  private pathOf(path: string): string | undefined {
    const parts = path.split('/');
    const fitting = this.routes.filter(
      (route) =>
        route.parts.length === parts.length &&
        route.parts.every((part, index) => part.startsWith('{') || part === parts[index]),
    );
    const words = ({ parts: all }: { parts: string[] }) => all.filter((part) => !part.startsWith('{')).length;
    return fitting.sort((a, b) => words(b) - words(a))[0]?.path;
  }
}

/** OpenAPI 3.0 says "nullable" where JSON Schema has a type; objects are closed here. */
function jsonSchemaOf(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(jsonSchemaOf);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, example: _example, ...rest } = schema as Schema;
  const converted: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [
      name,
      name === 'properties'
        ? Object.fromEntries(
            Object.entries(value as Record<string, Schema>).map(([key, one]) => [key, jsonSchemaOf(one)]),
          )
        : name === 'enum' || name === 'required'
          ? value
          : jsonSchemaOf(value),
    ]),
  );
  if (converted['properties'] && !('additionalProperties' in converted))
    converted['additionalProperties'] = false;
  return nullable ? { anyOf: [converted, { type: 'null' }] } : converted;
}
