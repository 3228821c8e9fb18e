import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AccessPolicy, admit, Problem } from '@facteur/platform';
import { isUpload, routeOf } from './route-of.js';
import { allowUpload } from './time-limits.js';
import { UnprovenBytes } from './unproven-bytes.js';

const KB = 1024;
const MB = 1024 * KB;

/** What anybody may send; more is read only after the guard, or from a provider whose calls are switched on. */
export const STRANGER_BYTES = 64 * KB;

/** Bytes that a body may have, by route, where it is not {@link STRANGER_BYTES}; the first that matches holds. */
const LIMITS: [path: RegExp, bytes: number][] = [
  [/^\/api\/v1\/auth\//, STRANGER_BYTES],
  // Attachments within JSON, in base64.
  [/^\/api\/v1\/email-templates/, 20 * MB],
  [/^\/api\/v1\//, 1 * MB],
  // SendGrid sends up to 768 kB of events at a time.
  [/^\/hooks\//, 1 * MB],
];

/** Files come as a stream, which whoever takes it bounds; nothing of it is kept in memory. */
const UPLOAD_LIMITS: [path: RegExp, bytes: number][] = [
  [/^\/api\/v1\/imports\//, 513 * MB],
  [/^\/api\/v1\/media-files$/, 21 * MB],
  [/^\/api\/v1\/email-templates\//, 11 * MB],
];

export function bodyLimitOf(path: string): number {
  return LIMITS.find(([pattern]) => pattern.test(path))?.[1] ?? STRANGER_BYTES;
}

/** A client that is still sending cannot read that it was too much: so much is thrown away first. */
const MOST_DRAINED = 100 * MB;
const DRAIN_TIME = 10_000;

/**
 * Bounds the bytes of bodies before they are read. More than a stranger may send is read only from somebody who is
 * signed in: the guard's question is asked here already, and its answer kept for the guard.
 */
export function limitBodies(app: NestFastifyApplication): void {
  const instance = app.getHttpAdapter().getInstance();
  const unproven = new UnprovenBytes();
  instance.addHook('onRoute', (route) => {
    route.bodyLimit = bodyLimitOf(route.url);
  });
  instance.addHook('preParsing', async (request, reply, payload) => {
    const limit = isUpload(request)
      ? (UPLOAD_LIMITS.find(([path]) => path.test(routeOf(request)))?.[1] ?? STRANGER_BYTES)
      : (request.routeOptions.bodyLimit ?? STRANGER_BYTES);
    const announced = announcedBytes(request);
    if (announced === 0) return payload;
    const forSignedIn = routeOf(request).startsWith('/api/v1/') && limit > STRANGER_BYTES;
    if (forSignedIn && (announced > STRANGER_BYTES || isUpload(request)))
      await admit(app.get(AccessPolicy, { strict: false }), request);
    if (isUpload(request)) allowUpload(request);
    if (Number.isFinite(announced) && announced > limit) {
      if (forSignedIn && announced <= MOST_DRAINED) await drained(request);
      throw tooLarge(reply, limit);
    }
    if (!forSignedIn && limit > STRANGER_BYTES) return unproven.counted(request, payload);
    return payload;
  });
}

/** Infinity when the sender did not say. */
export function announcedBytes({ headers }: FastifyRequest): number {
  if (headers['content-length'] !== undefined) return Number(headers['content-length']);
  return headers['transfer-encoding'] === undefined ? 0 : Infinity;
}

export function tooLarge(reply: FastifyReply | undefined, limit: number): Problem {
  void reply?.header('connection', 'close');
  const size = limit >= MB ? `${Math.floor(limit / MB)} MB` : `${Math.floor(limit / KB)} kB`;
  return new Problem(413, 'Payload too large', `The body of this request may have at most ${size}.`);
}

async function drained({ raw }: FastifyRequest): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, DRAIN_TIME);
    for (const event of ['end', 'close', 'error'])
      raw.once(event, () => {
        clearTimeout(timer);
        resolve();
      });
    raw.resume();
  });
}
