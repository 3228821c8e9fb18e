import type { Socket } from 'node:net';
import type { Outcome } from '@facteur/dispatch';
import type { SmtpReply, SmtpSession } from '../smtp-dialog.js';
import { type Exchange, exchangeOf, isDone, outcomeOfRefusal, type Stage, stageOf } from './exchange.js';
import { envelopeOf, type Extensions, type Job, refusalOf, wordsOf } from './job.js';
import { ReplyReader } from './reply-reader.js';
import type { TimeLimits } from './time-limits.js';

/** Why a connection ended. */
export interface End {
  reason: string;
  /** The server said so (421), or it left a command unanswered: it is not to be asked again at once. */
  byServer: boolean;
}

/** What a connection asks of the pool that it belongs to. */
export interface ConnectionOwner {
  /** The next message, for this connection; undefined when there is none. */
  take(connection: BulkConnection): Job | undefined;
  /** It has nothing to do. */
  idle(connection: BulkConnection): void;
  /** The server said what becomes of a message: this connection works. */
  answered(connection: BulkConnection): void;
  /** The server takes nothing from us, whoever it is for. */
  refused(reason: string): void;
  /** Never handed over, and through no fault of its own. */
  giveBack(job: Job): void;
  /** Never handed over; it was its turn when the connection ended. @param stage how far it had come */
  lost(job: Job, connection: BulkConnection, end: End, stage: Stage): void;
  ended(connection: BulkConnection): void;
}

type Step = 'reset' | 'mail' | 'rcpt' | 'data' | 'content' | 'lone dot';

/**
 * A signed-in connection that hands over one message after the other. Where the server pipelines (RFC 2920), the
 * envelope of the next message goes along with the content of this one, so that a message costs one exchange, and still
 * no more than one message is in doubt when the connection breaks: of the next only its envelope is there.
 */
export class BulkConnection {
  /** Messages that the server took or refused on this connection. */
  answers = 0;
  private readonly reader = new ReplyReader();
  private readonly expected: Step[] = [];
  /** When the first of `expected` began to be waited for. */
  private since = 0;
  private current: Exchange | undefined;
  /** Its envelope is there already. */
  private next: Exchange | undefined;
  private resetFirst = false;
  private over = false;

  private readonly socket: Socket;
  private readonly encrypted: boolean;
  /** What the server offers. */
  readonly extensions: Extensions;

  constructor(
    { socket, encrypted, extensions }: SmtpSession,
    private readonly owner: ConnectionOwner,
    private readonly limits: TimeLimits,
  ) {
    this.socket = socket;
    this.encrypted = encrypted;
    this.extensions = extensions;
    socket.setTimeout(0);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.read(chunk));
    socket.on('error', (error: Error) => this.end({ reason: error.message, byServer: false }));
    socket.on('close', () => this.end({ reason: 'The server closed the connection.', byServer: false }));
  }

  /** There may be a message for it. */
  offer(): void {
    if (this.over) return;
    if (!this.current) {
      // Without pipelining the reply to a lone dot or to RSET is waited for first.
      if (this.expected.length && !this.pipelines) return;
      const job = this.owner.take(this);
      if (job) this.begin((this.current = exchangeOf(job)));
      else if (!this.expected.length) this.owner.idle(this);
    } else if (this.current.handedOver && !this.next && this.pipelines) {
      const job = this.owner.take(this);
      if (job) this.begin((this.next = exchangeOf(job)));
    }
  }

  /** Called now and then. @param now of performance.now() */
  checkTime(now: number): void {
    const [step] = this.expected;
    if (!step) return;
    const limit =
      step === 'content' ? this.limits.content : step === 'data' ? this.limits.data : this.limits.command;
    if (now - this.since > limit)
      this.end({
        reason: `The server left ${NAMES[step]} unanswered for ${limit / 1000} s.`,
        byServer: true,
      });
  }

  /** Says goodbye; to be called when it is not busy. */
  quit(): void {
    if (this.over) return;
    this.over = true;
    this.socket.end('QUIT\r\n');
    this.socket.destroySoon();
    this.owner.ended(this);
  }

  private get pipelines(): boolean {
    return this.extensions.has('PIPELINING');
  }

  private begin({ job }: Exchange): void {
    const { mail, rcpt } = envelopeOf(job, this.extensions);
    const reset = this.resetFirst ? 'RSET\r\n' : '';
    this.resetFirst = false;
    if (this.pipelines) {
      this.expect(...(reset ? (['reset'] as const) : []), 'mail', 'rcpt', 'data');
      this.socket.write(`${reset}${mail}${rcpt}DATA\r\n`);
    } else if (reset) {
      this.expect('reset');
      this.socket.write(reset);
    } else {
      this.expect('mail');
      this.socket.write(mail);
    }
  }

  private expect(...steps: Step[]): void {
    if (this.expected.length === 0) this.since = performance.now();
    this.expected.push(...steps);
  }

  private read(chunk: Buffer): void {
    if (this.over) return;
    try {
      for (const reply of this.reader.read(chunk)) {
        if (this.over) return;
        this.reply(reply);
      }
    } catch (error) {
      this.end({ reason: (error as Error).message, byServer: false });
    }
  }

  private reply(reply: SmtpReply): void {
    const step = this.expected.shift();
    this.since = performance.now();
    if (!step || reply.code === 421)
      return this.end({
        reason: step || reply.code === 421 ? wordsOf(reply) : `An answer to nothing: ${wordsOf(reply)}`,
        byServer: reply.code === 421,
        // Said instead of taking the message.
        ...(step === 'content' ? { refusedContent: true } : {}),
      });
    if (step === 'lone dot') return this.offer();
    if (step === 'content') return this.answered(reply);
    const exchange = this.current;
    if (step === 'reset') {
      if (!isDone(reply)) return this.end({ reason: wordsOf(reply), byServer: false });
      if (!this.pipelines && exchange) this.begin(exchange);
    } else if (step === 'mail') this.afterMail(exchange!, reply);
    else if (step === 'rcpt') this.afterRecipient(exchange!, reply);
    else this.afterData(exchange!, reply);
  }

  private afterMail(exchange: Exchange, reply: SmtpReply): void {
    exchange.mail = reply;
    if (this.pipelines) return;
    if (!isDone(reply)) return this.refuse(exchange);
    this.expect('rcpt');
    this.socket.write(envelopeOf(exchange.job, this.extensions).rcpt);
  }

  private afterRecipient(exchange: Exchange, reply: SmtpReply): void {
    exchange.rcpt = reply;
    if (this.pipelines) return;
    if (!isDone(reply)) {
      this.resetFirst = true;
      return this.refuse(exchange);
    }
    this.expect('data');
    this.socket.write('DATA\r\n');
  }

  private afterData(exchange: Exchange, reply: SmtpReply): void {
    const open = reply.code === 354;
    const fit = isDone(exchange.mail!) && isDone(exchange.rcpt!);
    if (open && fit) return this.write(exchange);
    if (open) {
      // It waits for a content that nobody is to get: a lone dot ends it (RFC 2920, 3.1).
      this.expect('lone dot');
      this.socket.write('.\r\n');
    } else this.resetFirst = true;
    this.refuse(exchange, reply);
  }

  private write(exchange: Exchange): void {
    exchange.withContent = true;
    this.expect('content');
    const { socket } = this;
    const { pieces, size } = exchange.job.content;
    // What is small leaves at once, and what TLS has taken one hears of too late: in doubt from here on. The end of a
    // large one can be seen to have left, or not, as long as nothing is written behind it.
    const watched = size > SMALL && !this.encrypted;
    exchange.handedOver = !watched;
    socket.cork();
    for (const piece of pieces.slice(0, -1)) socket.write(piece);
    socket.write(pieces.at(-1)!, (error) => {
      if (error || !watched) return;
      exchange.handedOver = true;
      this.offer();
    });
    if (!watched) this.offer();
    socket.uncork();
  }

  /** The server's word on a whole message. */
  private answered(reply: SmtpReply): void {
    const { job } = this.current!;
    this.current = this.next;
    this.next = undefined;
    this.settle(job, isDone(reply) ? { kind: 'delivered', response: wordsOf(reply) } : refusalOf(reply));
    this.offer();
  }

  private settle(job: Job, outcome: Outcome): void {
    this.answers += 1;
    this.owner.answered(this);
    job.settle(outcome);
  }

  private refuse({ job, mail, rcpt }: Exchange, data?: SmtpReply): void {
    this.current = undefined;
    const outcome = outcomeOfRefusal(mail!, rcpt, data);
    if (outcome.kind === 'unavailable') {
      this.owner.giveBack(job);
      this.owner.refused(outcome.reason);
    } else this.settle(job, outcome);
    this.offer();
  }

  private end(end: End & { refusedContent?: boolean }): void {
    if (this.over) return;
    this.over = true;
    this.socket.destroy();
    const { current, next } = this;
    this.current = this.next = undefined;
    if (next) this.owner.giveBack(next.job);
    if (current?.handedOver && !end.refusedContent)
      current.job.settle({
        kind: 'unknown',
        reason: `The connection broke before the server answered for the message: ${end.reason}`,
      });
    else if (current) this.owner.lost(current.job, this, end, stageOf(current));
    this.owner.ended(this);
  }
}

/** Octets that a socket takes at once. */
const SMALL = 64 * 1024;

const NAMES: Record<Step, string> = {
  reset: 'RSET',
  mail: 'MAIL',
  rcpt: 'RCPT',
  data: 'DATA',
  content: 'the message',
  'lone dot': 'the end of DATA',
};
