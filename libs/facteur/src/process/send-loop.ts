import { type INestApplicationContext, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { SendRun } from '@facteur/dispatch';

const IDLE = 1_000;

/**
 * What a sending process does: sends what runs of the job have granted, beside the server and any number of others. It starts no runs
 * itself; which mailings go out, and how much, stays with *Send Mass Emails*.
 */
export class SendLoop {
  private readonly logger = new Logger('Worker');
  private stopped = false;

  /** @param app an application that mounts Facteur with `role: 'worker'` */
  constructor(private readonly app: INestApplicationContext) {}

  /** Works until {@link stop}. Errors are logged and tried again: a database may come back. */
  async run(): Promise<void> {
    const sendRun = this.app.get(SendRun, { strict: false });
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

/** {@link SendLoop} until the process is told to end (SIGINT, SIGTERM). */
export async function runWorker(app: INestApplicationContext): Promise<void> {
  const loop = new SendLoop(app);
  let stopping: Promise<void> | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (stopping ??= loop.stop()));
  await loop.run();
  await stopping;
}
