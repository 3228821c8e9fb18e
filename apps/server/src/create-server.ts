import type { DynamicModule, LoggerService, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { describingApi, Installation, ProblemFilter, withProblems } from '@facteur/platform';
import { EARLY_ANSWERS, secureAnswers } from './http/answers.js';
import { builtConsole, serveConsole } from './http/console.js';
import { showFrontPage } from './http/front-page.js';
import { limitTimes, SERVER_TIMES } from './http/time-limits.js';

export interface ServerOptions {
  logger?: LoggerService | false;
  /** Serves a page to browse the API at /api/docs, beside /api/openapi.json. */
  docsPage?: boolean;
  /** Folder of the built console, which is handed out under /console/; null for none, the one that was built when absent. */
  consoleDir?: string | null;
  /** Proxies whose word on who asks is taken (Fastify's `trustProxy`). */
  trustProxy?: string | number;
}

const CONSOLE_PATH = '/console/';

/** Characters of a part of an address: sealed links carry whole addresses of the web. */
const MOST_PATH_PART = 4_500;

/** The HTTP application around a module that mounts Facteur; not listening yet. */
export async function createServer(
  module: Type<unknown> | DynamicModule,
  options: ServerOptions = {},
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    trustProxy: options.trustProxy ?? 'loopback',
    routerOptions: { maxParamLength: MOST_PATH_PART },
    ...SERVER_TIMES,
    ...EARLY_ANSWERS,
  } as never);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    ...(options.logger === undefined ? {} : { logger: options.logger }),
    abortOnError: false,
    // Facteur reads its bodies itself, and there are no others.
    bodyParser: false,
    forceCloseConnections: true,
  });
  limitTimes(app);
  secureAnswers(app, async () => (await app.get(Installation).siteUrl()).startsWith('https:'));
  // Also for what never reaches a controller: unknown paths, bodies that are no JSON.
  app.useGlobalFilters(new ProblemFilter());
  const config = new DocumentBuilder()
    .setTitle('Facteur')
    .setDescription('Mass-mail campaigns of a CRM')
    .setVersion('1')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'opaque',
      description: 'An access token of POST /auth/login, or an API key',
    })
    .build();
  SwaggerModule.setup(
    'api/docs',
    app,
    () => describingApi(() => withProblems(SwaggerModule.createDocument(app, config))),
    {
      jsonDocumentUrl: 'api/openapi.json',
      ui: options.docsPage ?? true,
    },
  );
  const console = options.consoleDir === undefined ? builtConsole() : options.consoleDir;
  if (console) serveConsole(app, CONSOLE_PATH, console);
  showFrontPage(app, { docsPage: options.docsPage ?? true, ...(console ? { console: CONSOLE_PATH } : {}) });
  app.enableShutdownHooks();
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
