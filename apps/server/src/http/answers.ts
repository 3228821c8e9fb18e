import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { announcedBytes, STRANGER_BYTES } from '@facteur/platform';
import { routeOf } from './route-of.js';

/** What goes wrong before a controller is reached, as a problem document like everything else (RFC 9457). */
export const EARLY_ANSWERS = {
  frameworkErrors(
    error: Error & { statusCode?: number },
    _request: FastifyRequest,
    reply: FastifyReply,
  ): void {
    const status = error.statusCode ?? 400;
    void reply
      .code(status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(
        JSON.stringify({
          type: 'about:blank',
          title: STATUS_CODES[status] ?? 'Error',
          status,
          detail: WORDS[status] ?? 'The request cannot be read.',
        }),
      );
  },
  /** Bytes that are no HTTP, or too many of them before the body. */
  clientErrorHandler(error: Error & { code?: string }, socket: Socket): void {
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
    const status =
      error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
    const body = JSON.stringify({
      type: 'about:blank',
      title: STATUS_CODES[status],
      status,
      detail: WORDS[status] ?? 'The request cannot be read.',
    });
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: application/problem+json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
  },
};

const WORDS: Record<number, string> = {
  400: 'The address of the request cannot be read.',
  408: 'The request did not arrive in time.',
  414: 'A part of the address is too long.',
  431: 'Address and headers are too long.',
};

const YEAR = 31_536_000;

/**
 * Headers that every answer carries. What an answer says of itself stays. People's data is in nearly every answer of
 * the API, so none is kept by anybody on the way.
 *
 * @param siteIsSecure whether people reach this server by https.
 */
export function secureAnswers(app: NestFastifyApplication, siteIsSecure: () => Promise<boolean>): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', async (request, reply, payload) => {
      const set = (name: string, value: string) => {
        if (!reply.hasHeader(name)) void reply.header(name, value);
      };
      set('x-content-type-options', 'nosniff');
      set('referrer-policy', 'no-referrer');
      set('x-frame-options', 'DENY');
      const route = routeOf(request);
      if (route === '' || route.startsWith('/api/v1')) {
        set('cache-control', 'no-store');
        set('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
      } else set('content-security-policy', "frame-ancestors 'none'");
      // Whoever is answered before all was sent has no more to say here; a little that is on its way is thrown away.
      if (!request.raw.complete && announcedBytes(request.raw) > STRANGER_BYTES)
        void reply.header('connection', 'close');
      // What throws here is an answer that never comes.
      if (await siteIsSecure().catch(() => false)) set('strict-transport-security', `max-age=${YEAR}`);
      return payload;
    });
}
