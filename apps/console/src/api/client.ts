import createClient from 'openapi-fetch';
import type { components, paths } from './schema';
import { ApiProblem, type ProblemBody } from './problem';
import { connection } from './connection';

export type Schemas = components['schemas'];

const meta = document.querySelector<HTMLMetaElement>('meta[name="facteur-api"]')?.content || '/';

/** Where the API lies: the root of the server, unless whoever mounts it says otherwise. */
export const apiRoot = new URL(meta, window.location.origin).href.replace(/\/$/, '');

/** Told when a call was refused because nobody is signed in (any more). */
export const signedOut = new EventTarget();

/** Nobody is signed in any more: whatever else the page would ask is refused as well, so it is not asked. */
let isOut = false;
export const isSignedOut = (): boolean => isOut;

async function tellingFetch(request: Request): Promise<Response> {
  if (isOut && !request.url.includes('/api/v1/auth/'))
    throw new ApiProblem({ code: 'unauthorized', title: 'Unauthorized' }, 401);
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    if ((error as Error).name === 'AbortError') throw error;
    connection.lost();
    throw new ApiProblem({ title: 'Offline', code: 'offline' }, 0);
  }
  if ([502, 503, 504].includes(response.status)) connection.lost();
  else connection.found();
  if (response.status === 401 && !request.url.endsWith('/auth/login')) {
    isOut = true;
    signedOut.dispatchEvent(new Event('signed-out'));
  } else if (response.ok && /\/auth\/(me|login)$/.test(request.url)) isOut = false;
  return response;
}

export const api = createClient<paths>({ baseUrl: apiRoot, credentials: 'same-origin', fetch: tellingFetch });

interface Answered<T> {
  data?: T | undefined;
  error?: unknown;
  response: Response;
}

function problemOf(error: unknown, response: Response): ApiProblem {
  const body =
    typeof error === 'object' && error !== null ? (error as ProblemBody) : { title: response.statusText };
  return new ApiProblem(body, response.status);
}

/** What a call answers. @throws ApiProblem */
export async function the<T>(call: Promise<Answered<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemOf(error, response);
  return data as NonNullable<T>;
}

/** A record with the tag of the state that was seen. */
export interface Tagged<T> {
  value: T;
  tag: string | null;
}

/** The same with the record's tag, for changing it later. @throws ApiProblem */
export async function tagged<T>(call: Promise<Answered<T>>): Promise<Tagged<NonNullable<T>>> {
  const { data, error, response } = await call;
  if (!response.ok) throw problemOf(error, response);
  return { value: data as NonNullable<T>, tag: response.headers.get('etag') };
}

/** Headers of a change to what was seen in a state. */
export const ifMatch = (tag: string | null | undefined): Record<string, string> =>
  tag ? { 'If-Match': tag } : {};

export interface CallOptions {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** A call by its path alone, where the path is made of parts (records of any type), with the tag of the answer. @throws ApiProblem */
export async function callTagged<T>(path: string, init: CallOptions = {}): Promise<Tagged<T>> {
  const isForm = init.body instanceof FormData;
  const response = await tellingFetch(
    new Request(`${apiRoot}/api/v1${path}`, {
      method: init.method ?? 'GET',
      credentials: 'same-origin',
      headers: {
        ...(init.body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
        ...init.headers,
      },
      ...(init.body === undefined
        ? {}
        : { body: isForm ? (init.body as FormData) : JSON.stringify(init.body) }),
      ...(init.signal ? { signal: init.signal } : {}),
    }),
  );
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const parsed = text && isJson ? (JSON.parse(text) as unknown) : text;
  if (!response.ok) throw problemOf(parsed, response);
  return { value: parsed as T, tag: response.headers.get('etag') };
}

/** The same without the tag. @throws ApiProblem */
export const call = async <T>(path: string, init: CallOptions = {}): Promise<T> =>
  (await callTagged<T>(path, init)).value;
