import { parse } from 'node:querystring';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { beyondBounds, InvalidInput, Problem } from '@facteur/platform';
import { STRANGER_BYTES, tooLarge } from './body-limits.js';
import { isUpload, routeOf } from './route-of.js';

type Done = (error: Error | null, body?: unknown) => void;

const MOST_FORM_FIELDS = 100;

/**
 * Every kind of body that is understood; any other is answered 415. The API takes JSON alone, so that no form of a
 * foreign page can be sent to it.
 */
export function acceptBodies(app: NestFastifyApplication): void {
  const instance = app.getHttpAdapter().getInstance();
  const parseJson = instance.getDefaultJsonParser('error', 'error') as (
    request: FastifyRequest,
    body: string,
    done: Done,
  ) => void;
  instance.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    (request, body: Buffer, done: Done) => {
      keepRaw(request, body);
      const fault = beyondBounds(body);
      if (fault) return done(InvalidInput.of('body', fault));
      parseJson(request, body.toString('utf8'), done);
    },
  );
  instance.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    (request, body: Buffer, done: Done) => {
      keepRaw(request, body);
      if (isApi(request)) return done(unsupported());
      done(null, { ...parse(body.toString('utf8'), '&', '=', { maxKeys: MOST_FORM_FIELDS }) });
    },
  );
  // Amazon SNS sends its JSON as text.
  instance.removeContentTypeParser('text/plain');
  instance.addContentTypeParser('text/plain', { parseAs: 'buffer' }, (request, body: Buffer, done: Done) => {
    if (!isHook(request)) return done(unsupported());
    keepRaw(request, body);
    done(null, body.toString('utf8'));
  });
  acceptMultipart(app);
  acceptEmptyBodies(app);
}

const isApi = (request: FastifyRequest) => routeOf(request).startsWith('/api/');
const isHook = (request: FastifyRequest) => routeOf(request).startsWith('/hooks/');
const unsupported = () =>
  new Problem(415, 'Unsupported media type', 'Send JSON, with content-type: application/json.');

/** Providers sign the very bytes of their webhook calls. */
function keepRaw(request: FastifyRequest, body: Buffer): void {
  if (isHook(request)) (request as FastifyRequest & { rawBody?: Buffer }).rawBody = body;
}

/** RFC 8058 lets a one-click request come as multipart/form-data; what it says is always the same. */
function acceptMultipart(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser('multipart/form-data', (request, payload, done) => {
      // Read, as it comes, by whoever takes it.
      if (isUpload(request)) return done(null, undefined);
      if (isApi(request)) return done(unsupported());
      const chunks: Buffer[] = [];
      let size = 0;
      payload.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= STRANGER_BYTES) return void chunks.push(chunk);
        payload.removeAllListeners('data').pause();
        done(tooLarge(undefined, STRANGER_BYTES));
        request.raw.socket.destroySoon();
      });
      payload.on('error', done);
      payload.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        done(null, /name="?action"?\s+opt-in\s/.test(body) ? { action: 'opt-in' } : {});
      });
    });
}

/** A POST that needs no body is often sent with a JSON content type and nothing behind it. */
function acceptEmptyBodies(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, _reply, done) => {
      const { headers } = request.raw;
      if (
        headers['content-length'] === '0' ||
        (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined)
      ) {
        delete headers['content-type'];
      }
      done();
    });
}
