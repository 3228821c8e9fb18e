import type { INestApplicationContext } from '@nestjs/common';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { FacteurModule } from '@facteur/facteur';
import { readEnvironment } from '@facteur/platform';

/**
 * Does something with the installation that the environment names, for whoever owns the machine, beside a server that
 * may be running. Nothing is fired, served or announced.
 */
export async function command(
  usage: string,
  work: (app: INestApplicationContext) => Promise<void>,
): Promise<void> {
  if (process.argv.includes('--help')) return void process.stdout.write(`${usage}\n`);
  const { dataDir, ...environment } = readEnvironment();
  requireInstallation(dataDir, environment.databaseUrl);
  const app = await NestFactory.createApplicationContext(
    FacteurModule.forRoot({
      environment: { ...environment, dataDir },
      role: 'worker',
      scheduling: { enabled: false },
    }),
    // What goes wrong is said once, by `fail`.
    { logger: ['fatal'], abortOnError: false },
  );
  try {
    await work(app);
  } finally {
    await app.close();
  }
}

/** @throws Error where the environment names none: an empty database is of no use here. */
function requireInstallation(dataDir: string, databaseUrl: string | undefined): void {
  if (databaseUrl || existsSync(join(dataDir, 'facteur.sqlite'))) return;
  throw new Error(
    `There is no database in ${dataDir}. Set DATA_DIR (or DATABASE_URL and APP_SECRET) as the server has them.`,
  );
}

export function fail(error: Error): void {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
