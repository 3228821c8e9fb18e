import type { components, paths } from '@facteur/console/schema';

/*
 * What the API answers, by the path that is called: types over the client that `npm run generate` makes of the API
 * document. `/mass-emails/${id}/progress?x=y` finds `/api/v1/mass-emails/{id}/progress`.
 */

export type Problem = components['schemas']['ProblemDocument'] & Record<string, unknown>;
export type Schemas = components['schemas'];
/** One page of any collection. */
export interface Page<T = unknown> {
  data: T[];
  meta: Schemas['PageMeta'];
  links: Schemas['PageLinks'];
}
export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

type WithoutQuery<P extends string> = P extends `${infer Path}?${string}` ? Path : P;
type Split<P extends string> = P extends `${infer Head}/${infer Rest}` ? [Head, ...Split<Rest>] : [P];

/** Whether segments of a call (`string` where a variable stands) fit those of a path of the document. */
type Fits<Call extends string[], Path extends string[]> = Call extends [
  infer C extends string,
  ...infer Calls extends string[],
]
  ? Path extends [infer P extends string, ...infer Paths extends string[]]
    ? P extends `{${string}}`
      ? Fits<Calls, Paths>
      : string extends C
        ? false
        : C extends P
          ? Fits<Calls, Paths>
          : false
    : false
  : Path extends []
    ? true
    : false;

type PathOf<P extends string> = `/api/v1${P}` extends infer Full extends keyof paths
  ? Full
  : {
      [K in keyof paths & string]: Fits<Split<`/api/v1${P}`>, Split<K>> extends true ? K : never;
    }[keyof paths & string];

type JsonOf<R> = R extends { content: { 'application/json': infer Json } } ? Json : never;

type Success<Operation> = Operation extends { responses: infer Responses }
  ? { [S in keyof Responses]: S extends 200 | 201 ? JsonOf<Responses[S]> : never }[keyof Responses]
  : never;

/** The answer of success to a call; `unknown` where the path is not known before the call. */
export type AnswerTo<M extends Method, P extends string> = string extends P
  ? unknown
  : [PathOf<WithoutQuery<P>>] extends [never]
    ? unknown
    : Success<paths[PathOf<WithoutQuery<P>>][M]>;
