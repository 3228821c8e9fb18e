import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { setAnswerHeaders } from './answer-headers.js';
import { OwnPaths } from './own-paths.js';
import { keepBack } from './kept-back.js';

/** As much of an adapter's own application as is used. */
interface Express {
  use(handler: (request: IncomingMessage, response: ServerResponse, next: () => void) => void): void;
}

interface Fastify {
  addHook(
    name: 'onRequest',
    hook: (request: { raw: IncomingMessage }, reply: { raw: ServerResponse }, done: () => void) => void,
  ): void;
}

/**
 * Stands before all parsers, whoever's they are, and keeps the bodies of Facteur's own requests back for `BodyGuard`; answers get
 * their headers here. Made with
 * the application and not later: what is installed first is asked first, on Express and on Fastify.
 */
@Injectable()
export class BodyDoor {
  constructor({ httpAdapter }: HttpAdapterHost, paths: OwnPaths) {
    // Commands and tests make an application without a server.
    if (!httpAdapter) return;
    const look = (request: IncomingMessage, response: ServerResponse) => {
      const kind = paths.kindOf(request.method ?? '', request.url ?? '');
      if (kind === undefined) return;
      setAnswerHeaders(response, kind === 'api');
      const { 'content-type': type, 'content-length': length, 'transfer-encoding': coding } = request.headers;
      // A server that is older than the application may have read it before anybody was asked.
      if ((type ?? length ?? coding) !== undefined && !request.readableDidRead) keepBack(request);
    };
    if (httpAdapter.getType() === 'fastify')
      httpAdapter.getInstance<Fastify>().addHook('onRequest', ({ raw }, reply, done) => {
        look(raw, reply.raw);
        done();
      });
    else
      httpAdapter.getInstance<Express>().use((request, response, next) => {
        look(request, response);
        next();
      });
  }
}
