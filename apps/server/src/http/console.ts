import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/**
 * Nothing but what lies beside the page runs or is loaded; pictures of letters may come from anywhere by https, and styles
 * stand in letters that are previewed.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' https: data: blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "frame-src 'self'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const YEAR = 31_536_000_000;

/** Folder of the built console; undefined where it was not built. */
export function builtConsole(): string | undefined {
  try {
    const folder = join(
      dirname(createRequire(import.meta.url).resolve('@facteur/console/package.json')),
      'dist',
    );
    return existsSync(join(folder, 'index.html')) ? folder : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Hands the console out under a path, at which its own router takes over; its files have their content's hash in the name
 * and are kept by browsers.
 *
 * @param path where it is, with a slash at both ends, e.g. `/console/`
 * @param folder of the built console
 */
export function serveConsole(app: NestFastifyApplication, path: string, folder: string): void {
  const page = readFileSync(join(folder, 'index.html'), 'utf8').replace(
    '<base href="/" />',
    `<base href="${path}" />`,
  );
  const show = (_request: FastifyRequest, reply: FastifyReply) =>
    reply
      .header('content-type', 'text/html; charset=utf-8')
      .header('content-security-policy', POLICY)
      .header('cache-control', 'no-cache')
      .send(page);
  const server = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  void server.register(async (own) => {
    await own.register(fastifyStatic, {
      root: join(folder, 'assets'),
      prefix: `${path}assets/`,
      decorateReply: false,
      wildcard: true,
      index: false,
      preCompressed: true,
      immutable: true,
      maxAge: YEAR,
    });
    own.get(`${path}icon.svg`, (_request, reply) =>
      reply
        .header('content-type', 'image/svg+xml')
        .header('cache-control', 'max-age=86400')
        .send(readFileSync(join(folder, 'icon.svg'))),
    );
    own.get(path.slice(0, -1), (_request, reply) => reply.redirect(path));
    own.get(path, show);
    own.get(`${path}*`, show);
  });
}
