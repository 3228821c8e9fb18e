import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CONSOLE_POLICY, ConsoleFiles } from '@facteur/facteur';

/** In seconds. */
const YEAR = 31_536_000;

/** Folder of the built console; undefined where it was not built. */
export function builtConsole(): string | undefined {
  const folder = fileURLToPath(new URL('../../../console/dist', import.meta.url));
  return existsSync(join(folder, 'index.html')) ? folder : undefined;
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
      .header('content-security-policy', CONSOLE_POLICY)
      .header('cache-control', 'no-cache')
      .send(page);
  const server = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const files = new ConsoleFiles(join(folder, 'assets'));
  server.get<{ Params: { name: string } }>(`${path}assets/:name`, (request, reply) => {
    const file = files.find(request.params.name, request.headers['accept-encoding']);
    if (!file) return reply.callNotFound();
    if (file.encoding) void reply.header('content-encoding', file.encoding);
    return reply
      .header('content-type', file.type)
      .header('vary', 'accept-encoding')
      .header('cache-control', `public, max-age=${YEAR}, immutable`)
      .send(file.body);
  });
  const icon = readFileSync(join(folder, 'icon.svg'));
  server.get(`${path}icon.svg`, (_request, reply) =>
    reply.header('content-type', 'image/svg+xml').header('cache-control', 'max-age=86400').send(icon),
  );
  server.get(path.slice(0, -1), (_request, reply) => reply.redirect(path));
  server.get(path, show);
  server.get(`${path}*`, show);
}
