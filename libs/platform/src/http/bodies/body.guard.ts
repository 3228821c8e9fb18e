import type { IncomingMessage } from 'node:http';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Problem } from '../../errors/problems.js';
import type { ApiRequest } from '../access-policy.js';
import { announcedBytes, bodyHeaders, giveBack } from './kept-back.js';
import { parserFor, type Taker } from './parse-body.js';
import { drained, readBytes, tooLarge } from './read-bytes.js';
import { BODY_BYTES, FILE_BYTES, MEMBER_BYTES, STRANGER_BYTES } from './takes-body.js';
import { UnprovenBytes } from './unproven-bytes.js';

/** Metadata of a controller. */
export const TAKER = 'facteur takes bodies as';

/** Said of a request of somebody who may send a file, so that a server that limits times lets it take longer. */
export const FILE_COMES = Symbol('facteur file comes');

interface AnyRequest extends ApiRequest {
  /** Fastify keeps Node's own request within its own; Express's is one. */
  raw?: IncomingMessage;
  body?: unknown;
  rawBody?: Buffer;
}

interface Reply {
  header(name: string, value: string): unknown;
}

/**
 * Reads the body of a request, by kind, number of bytes and time: after whoever sends it was let in, since of guards the next is asked
 * only then, and before a DTO is made of it. So nothing of it is up to the server or to a host. See
 * docs/decisions/0013-requests-are-bounded.md.
 */
@Injectable()
export class BodyGuard implements CanActivate {
  private readonly unproven = new UnprovenBytes();

  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): true | Promise<true> {
    const http = context.switchToHttp();
    const request = http.getRequest<AnyRequest>();
    const raw = request.raw ?? (request as unknown as IncomingMessage);
    const announced = announcedBytes(raw);
    if (!giveBack(raw)) return this.takeWhatWasRead(context, request, raw);
    if (announced === 0) return true;
    return this.read(context, request, raw, announced, http.getResponse<Reply>()).then(() => true);
  }

  /** Where another was first and has read it, what it found is all there is; its kind must be one of ours all the same. */
  private takeWhatWasRead(context: ExecutionContext, request: AnyRequest, raw: IncomingMessage): true {
    const isFile = this.reflector.get<number>(FILE_BYTES, context.getHandler()) !== undefined;
    if (request.body !== undefined && announcedBytes(raw) > 0 && !isFile) {
      const { 'content-type': type, 'content-encoding': encoding } = bodyHeaders(raw);
      parserFor(this.reflector.get<Taker>(TAKER, context.getClass()) ?? 'api', type, encoding);
    }
    return true;
  }

  private async read(
    context: ExecutionContext,
    request: AnyRequest,
    raw: IncomingMessage,
    announced: number,
    reply: Reply,
  ): Promise<void> {
    const taker: Taker = this.reflector.get(TAKER, context.getClass()) ?? 'api';
    const { 'content-type': type, 'content-encoding': encoding } = bodyHeaders(raw);
    const said = <T>(key: string) =>
      this.reflector.getAllAndOverride<T>(key, [context.getHandler(), context.getClass()]);
    const fileBytes = /^multipart\//i.test(type ?? '') ? said<number>(FILE_BYTES) : undefined;
    const ownBytes = request.principal ? MEMBER_BYTES : STRANGER_BYTES;
    const limit = fileBytes ?? said<number>(BODY_BYTES) ?? ownBytes;
    const refuse = async (problem: Problem): Promise<never> => {
      void reply.header('connection', 'close');
      if (request.principal) await drained(raw, announced);
      throw problem;
    };
    if (Number.isFinite(announced) && announced > limit) return refuse(tooLarge(limit));
    if (fileBytes !== undefined) return void raw.emit(FILE_COMES);
    const parse = parserFor(taker, type, encoding);
    const counted =
      taker === 'hook' && limit > STRANGER_BYTES ? this.unproven.counted(request.ip ?? '', raw) : raw;
    const bytes = await readBytes(counted, limit)
      .catch((error: unknown) => {
        void reply.header('connection', 'close');
        throw error;
      })
      .finally(() => {
        // What was not read to its end would be counted for good.
        if (counted !== raw) counted.destroy();
      });
    if (taker === 'hook') request.rawBody = bytes;
    request.body = bytes.length ? parse(bytes) : undefined;
  }
}
