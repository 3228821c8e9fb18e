import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { OwnPaths } from './own-paths.js';
import { keepBack } from './kept-back.js';

/** As much of an adapter's own application as is used. */
interface Express {
  use(handler: (request: IncomingMessage, response: unknown, next: () => void) => void): void;
}

interface Fastify {
  addHook(
    name: 'onRequest',
    hook: (request: { raw: IncomingMessage }, reply: unknown, done: () => void) => void,
  ): void;
}

/**
 * Stands before all parsers, whoever's they are, and keeps the bodies of Facteur's own requests back for `BodyGuard`. Made with
 * the application and not later: what is installed first is asked first, on Express and on Fastify.
 */
@Injectable()
export class BodyDoor {
  constructor({ httpAdapter }: HttpAdapterHost, paths: OwnPaths) {
    // Commands and tests make an application without a server.
    if (!httpAdapter) return;
    const look = (request: IncomingMessage) => {
      const { 'content-type': type, 'content-length': length, 'transfer-encoding': coding } = request.headers;
      if ((type ?? length ?? coding) !== undefined && paths.has(request.url ?? '')) keepBack(request);
    };
    if (httpAdapter.getType() === 'fastify')
      httpAdapter.getInstance<Fastify>().addHook('onRequest', ({ raw }, _reply, done) => {
        look(raw);
        done();
      });
    else
      httpAdapter.getInstance<Express>().use((request, _response, next) => {
        look(request);
        next();
      });
  }
}
