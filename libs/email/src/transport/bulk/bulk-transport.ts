import type { Outcome, Transport } from '@facteur/dispatch';
import type { OutboundPolicy } from '@facteur/platform';
import { dkimSigner } from '../../dkim/dkim-signature.js';
import type { EmailMessage } from '../email-message.js';
import type { SmtpOptions } from '../smtp-options.js';
import { saysTooFast, unavailable } from '../throttled.js';
import { BulkConnection, type ConnectionOwner, type End } from './bulk-connection.js';
import { type Content, contentOf } from './content.js';
import type { Stage } from './exchange.js';
import { type Job, unfitFor } from './job.js';
import { openSession } from './open-session.js';
import type { SmtpSession } from '../smtp-dialog.js';
import { TIME_LIMITS, type TimeLimits } from './time-limits.js';

/** So often a message is tried over another connection when its own breaks; and so many in a row that achieve nothing end a run. */
const MOST_LOSSES = 3;
/** After the server refused one more connection, so long no other is tried. */
const FEWER_FOR = 60_000;
const STOPPING = 'The sender is stopping.';

/**
 * Hands messages to an SMTP server over a few connections that stay open and are never idle: see {@link BulkConnection}.
 * What a broken connection means for each message is in docs/decisions/0021-our-own-smtp-client.md.
 */
export class BulkSmtpTransport implements Transport<EmailMessage>, ConnectionOwner {
  readonly concurrency: number;
  private readonly limits: TimeLimits;
  private readonly sign: ReturnType<typeof dkimSigner> | undefined;
  private readonly waiting: Job[] = [];
  private readonly connections = new Set<BulkConnection>();
  private readonly idles = new Set<BulkConnection>();
  private opening = 0;
  /** Sent, and without an outcome yet. */
  private open = 0;
  /** Connections in a row that ended without an answer for any message. */
  private barren = 0;
  /** Messages whose fate a server has told. */
  private answers = 0;
  private fewerUntil = 0;
  private closed = false;
  private recalled = false;
  private whenDone: () => void = () => undefined;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param account how people call it, for the words of a failure that is its own.
   * @param policy decides whether the host may be called at all; without one, it may.
   * @throws Error when the DKIM key is none.
   */
  constructor(
    private readonly options: SmtpOptions,
    private readonly account = `${options.host}:${options.port}`,
    private readonly policy?: Pick<OutboundPolicy, 'addressOf'>,
    limits: Partial<TimeLimits> = {},
  ) {
    this.concurrency = options.maxConnections;
    this.limits = { ...TIME_LIMITS, ...limits };
    this.sign = options.dkim ? dkimSigner(options.dkim) : undefined;
  }

  async send(message: EmailMessage): Promise<Outcome> {
    if (this.closed) return { kind: 'unavailable', reason: STOPPING };
    this.open += 1;
    try {
      return await this.handOver(message);
    } finally {
      this.open -= 1;
      if (this.open === 0) this.whenDone();
    }
  }

  private async handOver({ envelope, mime }: EmailMessage): Promise<Outcome> {
    let content: Content;
    try {
      content = contentOf(await this.sign?.(mime, new Date()), mime);
    } catch (error) {
      return { kind: 'permanent', reason: (error as Error).message };
    }
    if (this.recalled) return { kind: 'unavailable', reason: STOPPING };
    return new Promise<Outcome>((settle) => {
      this.waiting.push({ envelope, content, losses: 0, settle });
      this.distribute();
    });
  }

  /** Gives back what no server has seen yet, so that little is left to wait for. */
  recall(): void {
    this.recalled = true;
    for (const job of this.waiting.splice(0)) job.settle({ kind: 'unavailable', reason: STOPPING });
  }

  async close(): Promise<void> {
    this.closed = true;
    if (this.open > 0) await new Promise<void>((resolve) => (this.whenDone = resolve));
    clearInterval(this.timer);
    for (const connection of this.connections) connection.quit();
  }

  take(connection: BulkConnection): Job | undefined {
    for (let job = this.waiting.shift(); job; job = this.waiting.shift()) {
      const fault = unfitFor(job, connection.extensions);
      if (fault === undefined) {
        this.idles.delete(connection);
        return job;
      }
      job.settle({ kind: 'permanent', reason: fault });
    }
    return undefined;
  }

  idle(connection: BulkConnection): void {
    this.idles.add(connection);
  }

  answered(): void {
    this.barren = 0;
    this.answers += 1;
  }

  refused(reason: string): void {
    this.failWaiting(reason);
  }

  giveBack(job: Job): void {
    this.waiting.unshift(job);
  }

  lost(job: Job, connection: BulkConnection, { reason, byServer }: End, stage: Stage): void {
    job.losses += 1;
    job.answersBefore ??= this.answers;
    // Behind the others: should it be this message that servers hang up at, they get out meanwhile.
    this.waiting.push(job);
    // The only one there is, from its first loss on, and its sender was taken: then it is about the recipient.
    job.alone ??= this.open === 1;
    const alone = job.alone && this.open === 1 && stage === 'recipient';
    if (connection.answers === 0 && stage !== 'content' && !alone) {
      this.barren += 1;
      if (byServer && this.othersWork(connection)) this.fewerUntil = performance.now() + FEWER_FOR;
      else if (byServer || this.barren >= MOST_LOSSES) return this.failWaiting(reason);
    }
    if (job.losses < MOST_LOSSES) return;
    // Nothing else got through meanwhile either: that is no fault of this message.
    if (stage !== 'content' && !alone && job.answersBefore === this.answers) return this.failWaiting(reason);
    if (saysTooFast(reason)) return this.failWaiting(reason);
    this.waiting.splice(this.waiting.indexOf(job), 1);
    job.settle({
      kind: 'temporary',
      reason: `The connection broke ${MOST_LOSSES} times while it was this message's turn: ${reason}`,
    });
  }

  ended(connection: BulkConnection): void {
    this.connections.delete(connection);
    this.idles.delete(connection);
    this.distribute();
  }

  /** To connections that have nothing to do, then to new ones, then behind what others are writing. */
  private distribute(): void {
    for (const connection of this.idles) {
      if (this.waiting.length === 0) return;
      this.idles.delete(connection);
      connection.offer();
    }
    while (this.opening < this.waiting.length && this.mayOpen()) void this.openOne();
    for (const connection of this.connections) {
      if (this.waiting.length <= this.opening) return;
      connection.offer();
    }
  }

  private mayOpen(): boolean {
    const count = this.connections.size + this.opening;
    if (count >= this.options.maxConnections) return false;
    return count === 0 || performance.now() >= this.fewerUntil;
  }

  private async openOne(): Promise<void> {
    this.opening += 1;
    this.timer ??= setInterval(() => this.checkTimes(), Math.min(1_000, this.limits.command / 4)).unref();
    let session: SmtpSession;
    try {
      session = await openSession(this.options, this.policy, this.limits.handshake);
    } catch (error) {
      // Servers allow so many connections; with those that work the rest goes on.
      this.fewerUntil = performance.now() + FEWER_FOR;
      if (this.connections.size + this.opening === 1) this.failWaiting((error as Error).message);
      return;
    } finally {
      this.opening -= 1;
    }
    const connection = new BulkConnection(session, this, this.limits);
    this.connections.add(connection);
    connection.offer();
    if (this.closed && this.open === 0) connection.quit();
  }

  private othersWork(connection: BulkConnection): boolean {
    return [...this.connections].some((other) => other !== connection && other.answers > 0);
  }

  private checkTimes(): void {
    const now = performance.now();
    for (const connection of this.connections) connection.checkTime(now);
  }

  private failWaiting(reason: string): void {
    this.barren = 0;
    for (const job of this.waiting.splice(0)) job.settle(unavailable(`${this.account}: ${reason}`));
  }
}
