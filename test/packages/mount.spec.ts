import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import mysql from 'mysql2/promise';
import { newDatabase, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { blocksOf } from '../support/host-page.js';
import { freePort, whenListening } from '../support/ports.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { ROOT } from '../support/root.js';
import { pack, run } from './packed.js';

/**
 * What a developer of a host does who follows docs/host-developers.md in an empty folder: plain npm, the packed packages, the page's own
 * blocks, their own data source on MariaDB.
 */
const HOSTS = [
  {
    nest: '11',
    others: ['@nestjs/typeorm@11', '@nestjs/swagger@11', 'typeorm@1', 'typescript@5.9'],
    type: 'commonjs',
    mains: ['main', 'main-fastify'],
  },
  {
    nest: '12',
    others: ['@nestjs/typeorm@12', '@nestjs/swagger@12', 'typeorm@1', 'typescript@6'],
    type: 'module',
    mains: ['main', 'main-fastify'],
  },
];

const blocks = blocksOf(readFileSync(join(ROOT, 'docs', 'host-developers.md'), 'utf8'));
const tarballs = mkdtempSync(join(tmpdir(), 'facteur-packed-'));
let files: string[];

beforeAll(async () => {
  files = (await pack(tarballs)).map(({ filename }) => join(tarballs, filename));
}, 300_000);
afterAll(() => rmSync(tarballs, { recursive: true, force: true }));

describe.each(HOSTS)('packed, in an empty folder with Nest $nest, $type', ({ nest, others, type, mains }) => {
  const folder = mkdtempSync(join(tmpdir(), 'facteur-shop-'));

  beforeAll(async () => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'shop', version: '1.0.0', type }));
    const nests = ['common', 'core', 'platform-express', 'platform-fastify'].map(
      (name) => `@nestjs/${name}@${nest}`,
    );
    await run(
      'npm',
      [
        ...['install', '--no-audit', '--no-fund', '--prefer-offline'],
        ...[...files, ...nests, ...others, 'mysql2@3', 'reflect-metadata@0.2', 'rxjs@7', '@types/node@20'],
      ],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
    );
    for (const [file, text] of blocks) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    const config = type === 'module' ? 'tsconfig.esm.json' : 'tsconfig.commonjs.json';
    await run(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc'), '-p', config], {
      cwd: folder,
    }).catch((error: { stdout?: string }) => {
      throw new Error(error.stdout);
    });
  }, 600_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(mains)(
    '%s.ts sends a letter that is clicked and left, and the shop is as it was',
    async (main) => {
      const shop = await Shop.start(folder, main);
      try {
        const end = await shop.withWorker();
        const progress = await shop.sendFirstLetter();
        expect(progress).toMatchObject({ status: 'Complete', counts: { Sent: 1 } });
        const [letter] = shop.smtp.messages;
        const { subject, html } = await shop.smtp.parsed(letter!.to);
        expect([letter!.to, subject]).toEqual(['Ada@readers.example', 'Hello Ada']);
        const links = [...String(html).matchAll(/href=["']([^"']+)/g)].map(([, href]) => href!);
        const [click, leave] = [
          links.find((one) => one.includes('/t/c/'))!,
          links.find((one) => one.includes('/u/'))!,
        ];
        const clicked = await fetch(click, { redirect: 'manual' });
        expect([clicked.status, clicked.headers.get('location')]).toEqual([
          302,
          'https://shop.example/prices',
        ]);
        const oneClick = new FormData();
        oneClick.set('List-Unsubscribe', 'One-Click');
        expect((await fetch(leave, { method: 'POST', body: oneClick })).status).toBe(200);
        await shop.asItWas();
        expect(await end()).toBe(0);
        expect(await shop.stop()).toBe(0);
        expect(shop.output).toContain('Customer 1 left a list');
      } catch (error) {
        await shop.stop();
        throw new Error(`${(error as Error).message}\n${shop.output.slice(-4_000)}`);
      } finally {
        await shop.clear();
      }
    },
    180_000,
  );
});

/** The shop as a process of its own. */
class Shop {
  output = '';

  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    private readonly origin: string,
    private readonly database: TestDatabase,
    readonly smtp: SmtpSink,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  static async start(folder: string, main: string): Promise<Shop> {
    const database = await newDatabase('MariaDB');
    const smtp = await new SmtpSink().start();
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    const env = {
      PATH: process.env.PATH,
      PORT: String(port),
      SHOP_URL: origin,
      SHOP_DATABASE_URL: database.url,
      // A host's own, which must not be taken for Facteur's.
      DATABASE_URL: 'postgres://elsewhere/host',
      NO_COLOR: '1',
    };
    const child = startIn(folder, main, env);
    const shop = new Shop(child, folder, origin, database, smtp, env);
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (chunk: Buffer) => (shop.output += chunk.toString()));
    const gone = once(child, 'exit').then(() => {
      throw new Error(`The shop ended:\n${shop.output.slice(-4_000)}`);
    });
    await Promise.race([whenListening(port, 60_000), gone]).catch(async (error: unknown) => {
      await shop.clear();
      throw error;
    });
    gone.catch(() => undefined);
    return shop;
  }

  /** The page's worker, beside the server. @returns once both have signed on; ends it and gives its exit code */
  async withWorker(): Promise<() => Promise<number | null>> {
    const worker = startIn(this.folder, 'worker', { ...this.env, SHOP_ROLE: 'worker' });
    for (const stream of [worker.stdout!, worker.stderr!])
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    const connection = await mysql.createConnection(this.database.url);
    await eventually(
      'server and worker have signed on',
      async () => {
        const [rows] = await connection.query<mysql.RowDataPacket[]>('SELECT name FROM facteur_sender');
        return rows.length === 2;
      },
      { patience: 60_000 },
    ).finally(() => connection.end());
    return () => ended(worker);
  }

  /** By the page's own script. */
  async sendFirstLetter(): Promise<unknown> {
    const { stdout } = await run('bash', ['first-letter.sh'], {
      cwd: this.folder,
      env: {
        PATH: process.env.PATH!,
        FACTEUR: `${this.origin}/marketing`,
        SMTP_PORT: String(this.smtp.port),
      },
    });
    return JSON.parse(stdout);
  }

  /** Its routes, its tables and what is in them, its own history of migrations. */
  async asItWas(): Promise<void> {
    expect((await fetch(`${this.origin}/customers`)).status).toBe(401);
    const headers = { authorization: 'Bearer tom-token', 'content-type': 'application/json' };
    const customers = (await (await fetch(`${this.origin}/customers`, { headers })).json()) as {
      mail: string;
    }[];
    expect(customers.map(({ mail }) => mail)).toEqual(['Ada@readers.example']);
    const eve = { firstName: 'Eve', lastName: 'N', mail: 'eve@readers.example' };
    const added = await fetch(`${this.origin}/customers`, {
      method: 'POST',
      headers,
      body: JSON.stringify(eve),
    });
    expect(await added.json()).toMatchObject({ id: 2, ...eve });
    // Tom is known, and may not write letters.
    expect((await fetch(`${this.origin}/marketing/api/v1/target-lists`, { headers })).status).toBe(403);
    expect((await fetch(`${this.origin}/nothing`)).status).toBe(404);
    const connection = await mysql.createConnection(this.database.url);
    const rows = async (sql: string) => (await connection.query(sql))[0] as Record<string, unknown>[];
    const tables = (await rows('SHOW TABLES')).map((row) => String(Object.values(row)[0]));
    expect(tables.filter((name) => !name.startsWith('facteur_')).sort()).toEqual([
      'customer',
      'migrations',
      'setting',
      'shop_order',
      'shop_user',
      'subscription',
    ]);
    expect(await rows('SELECT * FROM setting')).toEqual([{ name: 'currency', value: 'EUR' }]);
    expect(await rows('SELECT name FROM migrations')).toEqual([{ name: 'CreateShop1790000000001' }]);
    await connection.end();
  }

  /** @returns its exit code */
  async stop(): Promise<number | null> {
    return ended(this.process);
  }

  async clear(): Promise<void> {
    await this.stop();
    await this.smtp.stop();
    await this.database.drop();
  }
}

const startIn = (folder: string, main: string, env: NodeJS.ProcessEnv): ChildProcess =>
  spawn(process.execPath, [join('dist', `${main}.js`)], {
    ...{ cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] },
  });

/** Tells it to end. @returns its exit code */
async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const [code, signal] = (await exit) as [number | null, string | null];
  // Nest ends a process by the signal that it was told by.
  return signal === 'SIGTERM' ? 0 : code;
}
