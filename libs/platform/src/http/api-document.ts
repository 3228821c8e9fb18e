import type { OpenAPIObject } from '@nestjs/swagger';
import { OPEN_MEMBERS } from './open-members.js';

const PROBLEM = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDocument' } },
};

interface Operation {
  parameters?: { in: string }[];
  requestBody?: unknown;
  security?: object[];
  responses: Record<string, object>;
}

/**
 * The API document with the problems that follow from what an operation takes: whoever is not let in, an id that
 * there is none of, input that is wrong. What else an operation refuses it says itself (`Refuses`).
 */
export function withProblems(document: OpenAPIObject): OpenAPIObject {
  for (const schema of Object.values(document.components?.schemas ?? {}) as Record<string, unknown>[]) {
    if (!schema[OPEN_MEMBERS]) continue;
    delete schema[OPEN_MEMBERS];
    schema['additionalProperties'] = true;
  }
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods as Record<string, Operation>)) {
      const { parameters = [], requestBody, security, responses } = operation;
      const add = (status: number, description: string) => {
        responses[status] ??= { description, content: PROBLEM };
      };
      if (requestBody || parameters.length) add(400, 'What is wrong with the request, field by field');
      if (requestBody) {
        add(413, 'The body is larger than this takes');
        add(415, 'The body is of another type than this takes');
      }
      if (security?.length) {
        add(401, 'Nobody is signed in');
        add(403, 'Whoever is signed in may not do it');
      }
      if (method !== 'get' && security?.length && isRecord(path))
        add(412, 'With If-Match: it is no longer as it was seen; `current` is how it is now');
      if (parameters.some((parameter) => parameter.in === 'path')) {
        add(404, 'There is no such thing');
        add(414, 'The id is too long to be one');
      }
    }
  return document;
}

/** One record, or settings, of which there is one. */
const isRecord = (path: string) => /\{id\}(\/[a-z-]+)?$/.test(path) || path.includes('/api/v1/settings/');
