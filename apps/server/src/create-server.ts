import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { ProblemFilter } from '@facteur/platform';

export interface ServerOptions {
  logger?: LoggerService | false;
  /** Serves a page to browse the API at /api/docs, beside /api/openapi.json. */
  docsPage?: boolean;
}

const MAX_BODY = 20 * 1024 * 1024;

/** The HTTP application around a module that mounts Facteur; not listening yet. */
export async function createServer(
  module: Type<unknown> | DynamicModule,
  options: ServerOptions = {},
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY,
    trustProxy: 'loopback',
    routerOptions: { maxParamLength: 2_000 },
  } as never);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    ...(options.logger === undefined ? {} : { logger: options.logger }),
    abortOnError: false,
    // Providers sign the very bytes of their webhook calls.
    rawBody: true,
    forceCloseConnections: true,
  });
  acceptForms(app);
  acceptEmptyBodies(app);
  // Also for what never reaches a controller: unknown paths, bodies that are no JSON.
  app.useGlobalFilters(new ProblemFilter());
  const config = new DocumentBuilder()
    .setTitle('Facteur')
    .setDescription('Mass-mail campaigns of a CRM')
    .setVersion('1')
    .addBearerAuth()
    .build();
  SwaggerModule.setup('api/docs', app, () => SwaggerModule.createDocument(app, config), {
    jsonDocumentUrl: 'api/openapi.json',
    ui: options.docsPage ?? true,
  });
  app.enableShutdownHooks();
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
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

const ONE_CLICK_FORM = 64 * 1024;

/**
 * RFC 8058 lets a one-click request come as multipart/form-data; what it says is always the same. Uploads of
 * files are read by whoever takes them, as they come.
 */
function acceptForms(app: NestFastifyApplication): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addContentTypeParser('multipart/form-data', (request, payload, done) => {
      if (request.url.startsWith('/api/v1/imports/')) return done(null, undefined);
      const chunks: Buffer[] = [];
      let size = 0;
      payload.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= ONE_CLICK_FORM) chunks.push(chunk);
      });
      payload.on('error', done);
      payload.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        done(null, /name="?action"?\s+opt-in\s/.test(body) ? { action: 'opt-in' } : {});
      });
    });
}
