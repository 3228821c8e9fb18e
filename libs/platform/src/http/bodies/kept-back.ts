import type { IncomingMessage } from 'node:http';

const HEADERS = ['content-type', 'content-length', 'transfer-encoding', 'content-encoding'] as const;

type BodyHeaders = Partial<Record<(typeof HEADERS)[number], string>>;

const kept = new WeakMap<IncomingMessage, BodyHeaders>();

/**
 * Takes away what says that a request has a body, so that no parser of the server or of a host reads it: they would before anybody is
 * asked who sends it, by limits and kinds of their own. The bytes stay where they are until {@link bodyHeaders} are asked for.
 */
export function keepBack(request: IncomingMessage): void {
  const { headers } = request;
  const own: BodyHeaders = {};
  for (const name of HEADERS) {
    const value = headers[name];
    if (value === undefined) continue;
    own[name] = value;
    delete headers[name];
  }
  kept.set(request, own);
}

/** What the request said of its body, whether that was kept back or not. */
export const bodyHeaders = (request: IncomingMessage): BodyHeaders => ({
  ...(request.headers as BodyHeaders),
  ...kept.get(request),
});

/** The request as it was sent, for whoever reads its body. @returns false where somebody else was first. */
export function giveBack(request: IncomingMessage): boolean {
  const own = kept.get(request);
  if (own) Object.assign(request.headers, own);
  return own !== undefined;
}

/** Infinity when the sender did not say. */
export function announcedBytes(request: IncomingMessage): number {
  const headers = bodyHeaders(request);
  if (headers['content-length'] !== undefined) return Number(headers['content-length']);
  return headers['transfer-encoding'] === undefined ? 0 : Infinity;
}
