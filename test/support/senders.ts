import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FalseClock } from './false-clock.js';
import { Running } from './process.js';
import type { Random } from './random.js';

const WORKER = 'apps/worker/dist/main.js';
const SERVER = 'apps/server/dist/main.js';

/** What a worker, and a server, says once it has started. */
const READY = /sends what runs of the job grant|Facteur listens on port/;

/** Messages that one sender may have marked and not settled, for each SMTP connection (docs/decisions/0004-claims.md). */
const PER_CONNECTION = 4;

/** What one `kill -9` can leave in doubt. The one place that knows it for the tests with faults. */
export const inFlightOf = (connections: number): number => connections * PER_CONNECTION;

/** Only at full length are clocks set wrong, which needs a library that machines do not have by themselves. */
export const AT_FULL_LENGTH = process.env.FAULTS === 'full';

/** Workers that send side by side, and a server where one is wanted; killed and replaced while they do. */
export class Senders {
  /** With the clock that each lives by, where that can be set. */
  private readonly running = new Map<Running, FalseClock | undefined>();
  private readonly folder = mkdtempSync(join(tmpdir(), 'facteur-clocks-'));
  private started = 0;

  /** @param environment what all of them get; SENDER_LEASE_MS is short, so that what the dead leave is soon taken up */
  constructor(private readonly environment: Record<string, string>) {}

  start(more: Record<string, string> = {}): Running {
    return this.startOne(WORKER, more);
  }

  startServer(port: number, more: Record<string, string> = {}): Running {
    return this.startOne(SERVER, { PORT: String(port), HOST: '127.0.0.1', ...more });
  }

  async startSome(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.start().says(READY)));
  }

  /** Those that have started and live. */
  ready(): Running[] {
    return [...this.running.keys()].filter((sender) => READY.test(sender.output()));
  }

  /**
   * Sets a clock an hour back or forth, or right again; at last all of them right. One is left alone: where all are slow
   * nothing is due, and everybody waits.
   */
  jump(chance: Random, last: boolean): void {
    const [, ...clocks] = [...this.running.values()].filter((clock) => clock !== undefined);
    if (!last && clocks.length) chance.pick(clocks).set(chance.pick([-1, 0, 1]));
    else for (const clock of clocks) clock.set(0);
  }

  /** Gone from one moment to the next. */
  async kill(sender: Running): Promise<void> {
    sender.signal('SIGKILL');
    await sender.exit;
    await sender.stop();
  }

  /** Told to stop, as by an operator. @returns what each exited with, and after how many milliseconds. */
  async terminateAll(): Promise<{ code: number | null; took: number }[]> {
    const begun = performance.now();
    return Promise.all(
      [...this.running.keys()].map(async (sender) => {
        sender.signal('SIGTERM');
        const code = await sender.exit;
        const took = performance.now() - begun;
        await sender.stop();
        return { code, took };
      }),
    );
  }

  /** The end of the test. */
  async stop(): Promise<void> {
    await Promise.all([...this.running.keys()].map((sender) => this.kill(sender)));
    rmSync(this.folder, { recursive: true, force: true });
  }

  private startOne(script: string, more: Record<string, string>): Running {
    const clock = AT_FULL_LENGTH ? new FalseClock(join(this.folder, `clock${++this.started}`)) : undefined;
    const sender = Running.start(script, {
      APP_SECRET: 'a secret for tests alone',
      SITE_URL: 'https://crm.example.com',
      SENDER_LEASE_MS: '1500',
      ...clock?.environment(),
      ...this.environment,
      ...more,
    });
    this.running.set(sender, clock);
    void sender.exit.then(() => this.running.delete(sender));
    return sender;
  }
}
