import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Controller,
  Get,
  Headers,
  Param,
  Res,
  type Type,
  UseFilters,
  UseGuards,
  VERSION_NEUTRAL,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Installation, isOwn, NotFound, ProblemFilter } from '@facteur/platform';
import { ConsoleFiles } from './console-files.js';
import type { ConsoleOptions } from './console-options.js';
import { CONSOLE_POLICY } from './console-policy.js';

/** As much of a reply of Express or Fastify as is used. */
interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body: unknown): void;
}

/** In seconds. */
const YEAR = 31_536_000;

const inAttribute = (text: string) => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/**
 * Hands the console out under a path, at which its own router takes over; its files have their content's hash in the name and are kept by
 * browsers.
 */
export function consoleController({
  folder,
  path = 'console',
  guards = [],
  signInUrl,
}: ConsoleOptions): Type<unknown> {
  const place = path.replace(/^\/+|\/+$/g, '');
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const icon = readFileSync(join(folder, 'icon.svg'));
  const files = new ConsoleFiles(join(folder, 'assets'));

  @ApiExcludeController()
  @Controller({ path: place, version: VERSION_NEUTRAL })
  @UseGuards(...guards)
  @UseFilters(ProblemFilter)
  class ConsoleController {
    constructor(private readonly installation: Installation) {}

    @Get('assets/:name')
    asset(
      @Param('name') name: string,
      @Headers('accept-encoding') accepts: string | undefined,
      @Res() reply: Reply,
    ): void {
      const file = files.find(name, accepts);
      if (!file) throw new NotFound('file of the console', name);
      if (file.encoding) void reply.header('content-encoding', file.encoding);
      reply
        .status(200)
        .header('content-type', file.type)
        .header('vary', 'accept-encoding')
        .header('cache-control', `public, max-age=${YEAR}, immutable`)
        .send(file.body);
    }

    @Get('icon.svg')
    icon(@Res() reply: Reply): void {
      reply
        .status(200)
        .header('content-type', 'image/svg+xml')
        .header('cache-control', 'max-age=86400')
        .send(icon);
    }

    // Express and Fastify write what may be of any depth differently; the console's own addresses have four parts at most.
    @Get(['', ':a', ':a/:b', ':a/:b/:c', ':a/:b/:c/:d'])
    async show(@Res() reply: Reply): Promise<void> {
      // As people see it: a proxy may put a path before, or take one away.
      const root = new URL(await this.installation.siteUrl()).pathname.replace(/\/$/, '');
      const meta = signInUrl ? `<meta name="facteur-sign-in" content="${inAttribute(signInUrl)}" />` : '';
      reply
        .status(200)
        .header('content-type', 'text/html; charset=utf-8')
        .header('content-security-policy', CONSOLE_POLICY)
        .header('cache-control', 'no-cache')
        .send(
          page
            .replace('<base href="/" />', `<base href="${inAttribute(`${root}/${place}/`)}" />${meta}`)
            .replace(
              '<meta name="facteur-api" content="/" />',
              `<meta name="facteur-api" content="${inAttribute(`${root}/`)}" />`,
            ),
        );
    }
  }
  isOwn(ConsoleController);
  return ConsoleController;
}
