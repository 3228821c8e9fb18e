import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FacteurModule, type FacteurOptions, SendLoop } from '@facteur/facteur';
import { Problem } from '@facteur/platform';

/** A worker answers no requests, so nobody signs in here; and the first admin is the server's to make. */
const NOBODY = {
  check: async () => {
    throw new Problem(403, 'Forbidden', 'A worker has no API.');
  },
};

/** A sending process that is Facteur and nothing else. */
export class Worker extends SendLoop {
  static async start(options: FacteurOptions, logger?: LoggerService): Promise<Worker> {
    const app = await NestFactory.createApplicationContext(
      FacteurModule.forRoot({ ...options, role: 'worker', signIn: NOBODY }),
      {
        abortOnError: false,
        ...(logger ? { logger } : {}),
      },
    );
    return new Worker(app);
  }
}
