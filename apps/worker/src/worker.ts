import { type INestApplicationContext, Logger, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { setTimeout as pause } from 'node:timers/promises';
import { SendRun } from '@facteur/dispatch';
import { FacteurModule, type FacteurOptions } from '@facteur/facteur';
import { Problem } from '@facteur/platform';

const IDLE = 1_000;

/** A worker answers no requests, so nobody signs in here; and the first admin is the server's to make. */
const NOBODY = {
  check: async () => {
    throw new Problem(403, 'Forbidden', 'A worker has no API.');
  },
};

/**
 * A sending process: sends what runs of the job have granted, beside the server and any number of others.
 * It starts no runs itself; which mailings go out, and how much, stays with *Send Mass Emails*.
 */
export class Worker {
  private readonly logger = new Logger(Worker.name);
  private stopped = false;

  private constructor(private readonly app: INestApplicationContext) {}

  static async start(options: FacteurOptions, logger?: LoggerService): Promise<Worker> {
    const app = await NestFactory.createApplicationContext(
      FacteurModule.forRoot({ ...options, role: 'worker', scheduling: { enabled: false }, signIn: NOBODY }),
      {
        abortOnError: false,
        ...(logger ? { logger } : {}),
      },
    );
    return new Worker(app);
  }

  /** Works until {@link stop}. Errors are logged and tried again: a database may come back. */
  async run(): Promise<void> {
    const sendRun = this.app.get(SendRun);
    while (!this.stopped) {
      const sent = await sendRun.work().then(
        (summary) => summary.sent,
        (error: Error) => {
          this.logger.error(error.message);
          return 0;
        },
      );
      if (!sent && !this.stopped) await pause(IDLE);
    }
  }

  /** Finishes what is being handed over, gives back the rest, and signs off. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.app.close();
  }
}
