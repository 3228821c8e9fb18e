import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FacteurModule } from '@facteur/facteur';
import { Database } from '@facteur/platform';
import mysql from 'mysql2/promise';
import type { MariaDb } from '@facteur/test/support/mariadb';

export { MariaDb } from '@facteur/test/support/mariadb';
export { seedContacts } from '@facteur/test/support/seed';
export { requireBinary } from '@facteur/test/support/binaries';
export { Dovecot } from '@facteur/test/support/mail-host';
export { report, returnedHeaders } from '@facteur/test/support/reports';
export { freePort, whenListening } from '@facteur/test/support/ports';

/** Facteur without HTTP on a fresh database of the given server, or on SQLite in a file. */
export async function openFacteur(server: MariaDb | undefined, smtpUrl: string) {
  const dataDir = mkdtempSync(join(tmpdir(), 'facteur-bench-'));
  let databaseUrl = `sqlite:${join(dataDir, 'bench.sqlite')}`;
  if (server) {
    const name = `bench_${Date.now()}`;
    const connection = await mysql.createConnection(server.url(''));
    await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
    await connection.end();
    databaseUrl = server.url(name);
  }
  const app = await NestFactory.createApplicationContext(
    FacteurModule.forRoot({
      environment: {
        port: 0,
        siteUrl: 'https://crm.example.com',
        databaseUrl,
        dataDir,
        smtpUrl,
        appSecret: 'a secret for benchmarks',
        adminEmail: 'admin@example.com',
        adminPassword: 'benchmark password',
        logLevel: 'silent',
      },
      scheduling: { enabled: false },
    }),
    { logger: ['error'] },
  );
  return {
    app,
    database: app.get(Database),
    dataDir,
    databaseUrl,
    /** What another process of the same installation is started with. */
    environment: {
      ...{
        DATABASE_URL: databaseUrl,
        DATA_DIR: dataDir,
        SMTP_URL: smtpUrl,
        APP_SECRET: 'a secret for benchmarks',
      },
      ...{ SITE_URL: 'https://crm.example.com', LOG_LEVEL: 'error', ADMIN_PASSWORD: 'benchmark password' },
    },
    /** The files, once nobody has them open any more. */
    remove: () => void execFileSync('rm', ['-rf', dataDir]),
    close: async () => {
      await app.close();
      execFileSync('rm', ['-rf', dataDir]);
    },
  };
}

export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

export function table(title: string, rows: Record<string, string | number>[]): void {
  console.log(`\n${title}`);
  console.table(rows);
}
