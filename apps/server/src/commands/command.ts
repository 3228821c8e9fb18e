import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FacteurModule } from '@facteur/facteur';
import { readEnvironment } from '@facteur/platform';

/**
 * Does something with the installation that the environment names, for whoever owns the machine, beside a server that
 * may be running. Nothing is fired, served or announced.
 */
export async function command(work: (app: INestApplicationContext) => Promise<void>): Promise<void> {
  const { dataDir, ...environment } = readEnvironment();
  const app = await NestFactory.createApplicationContext(
    FacteurModule.forRoot({
      environment: { ...environment, dataDir },
      role: 'worker',
      scheduling: { enabled: false },
    }),
    { logger: ['fatal', 'error', 'warn'], abortOnError: false },
  );
  try {
    await work(app);
  } finally {
    await app.close();
  }
}

export function fail(error: Error): void {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
