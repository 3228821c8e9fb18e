import type { INestApplication, LoggerService, ModuleMetadata } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FacteurModule, type FacteurOptions } from '@facteur/facteur';
import { FixedClock } from '@facteur/platform';
import type { DataSource } from 'typeorm';
import { SmtpSink } from '../support/smtp-sink.js';
import { START } from '../support/test-app.js';

export type Adapter = 'Express' | 'Fastify';

export const SECRET = 'the secret of a host';

/** A host's application around Facteur, set up as `nest new` does: its parsers are Nest's own, its settings its own. */
export class HostApp {
  private constructor(
    readonly nest: INestApplication,
    readonly smtp: SmtpSink,
    readonly origin: string,
    private readonly folder: string,
  ) {}

  static async start(
    adapter: Adapter,
    dataSource: DataSource | undefined,
    options: Partial<FacteurOptions> = {},
    host: ModuleMetadata & { setUp?: (app: INestApplication) => void; logger?: LoggerService } = {},
    server?: ExpressAdapter,
  ): Promise<HostApp> {
    const { setUp, logger = false, ...metadata } = host;
    const folder = mkdtempSync(join(tmpdir(), 'facteur-host-'));
    const smtp = await new SmtpSink().start();
    @Module({
      ...metadata,
      imports: [
        ...(metadata.imports ?? []),
        FacteurModule.forRoot({
          ...(dataSource ? { dataSource } : {}),
          dataDir: folder,
          secret: SECRET,
          siteUrl: 'https://shop.example/marketing',
          smtpUrl: `smtp://127.0.0.1:${smtp.port}`,
          privateNetworks: 'allow',
          path: 'marketing',
          crm: false,
          clock: new FixedClock(START),
          scheduling: { enabled: false },
          signIn: { check: () => Promise.resolve({ name: 'host', role: 'admin' }) } as never,
          ...options,
        }),
      ],
    })
    class HostModule {}
    const made = server ?? (adapter === 'Express' ? new ExpressAdapter() : new FastifyAdapter());
    try {
      const nest = await NestFactory.create(HostModule, made as never, {
        logger,
        abortOnError: false,
      });
      setUp?.(nest);
      await nest.listen(0, '127.0.0.1');
      const origin = (await nest.getUrl()).replace('[::1]', '127.0.0.1');
      return new HostApp(nest, smtp, origin, folder);
    } catch (error) {
      await smtp.stop();
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.nest.close();
    await this.smtp.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async call<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; body: T; text: string; headers: Headers }> {
    const ready = body === undefined || typeof body === 'string' || body instanceof FormData;
    const answer = await fetch(`${this.origin}${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(ready ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: ready ? (body as string) : JSON.stringify(body) }),
    });
    const text = await answer.text();
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      parsed = undefined;
    }
    return { status: answer.status, body: parsed as T, text, headers: answer.headers };
  }

  /** @throws Error with the problem where it is not made */
  async make(
    path: string,
    body: unknown = {},
    method = 'POST',
  ): Promise<Record<string, string> & { id: string }> {
    const { status, body: made, text } = await this.call(method, `/marketing/api/v1${path}`, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return made as Record<string, string> & { id: string };
  }

  async get<T = never>(path: string): Promise<T> {
    return (await this.call<T>('GET', `/marketing/api/v1${path}`)).body;
  }

  /** Runs a job now. @returns its summary */
  async run(job = 'SendMassEmails'): Promise<Record<string, unknown>> {
    const { data } = await this.get<{ data: { id: string }[] }>(`/scheduled-jobs?filter.job=${job}`);
    return (await this.make(`/scheduled-jobs/${data[0]!.id}/run`)) as never;
  }

  /** A link of a letter of ours, as it is here. */
  here(url: string): string {
    return url.replace('https://shop.example', '');
  }
}
