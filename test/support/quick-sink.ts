import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type Cut, SmtpSession } from './smtp-session.js';

/**
 * An SMTP server that keeps of each message for whom it was, and nothing else: tens of thousands of them cost it
 * little. It hangs up where a test tells it to. What a message says is {@link SmtpSink}'s.
 */
export class QuickSink {
  port = 0;
  /** Whom messages were accepted for, in the order of acceptance: the truth that a ledger is held to. */
  readonly seen: string[] = [];
  /** Where it hung up. */
  readonly cuts: Cut[] = [];
  /** Asked for each message as it begins. */
  cutOf: () => Cut | undefined = () => undefined;
  /** Milliseconds until a message is answered for. */
  delay: () => number = () => 0;
  private readonly sockets = new Set<Socket>();
  private server: Server;

  static async start(): Promise<QuickSink> {
    const sink = new QuickSink();
    sink.server = createServer({ noDelay: true }, (socket) => sink.serve(socket));
    await new Promise<void>((resolve) => sink.server.listen(0, '127.0.0.1', resolve));
    sink.port = (sink.server.address() as AddressInfo).port;
    return sink;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** As new, for the next mailing. */
  forget(): void {
    this.seen.length = 0;
    this.cuts.length = 0;
    this.cutOf = () => undefined;
    this.delay = () => 0;
  }

  private serve(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
    const session = new SmtpSession({
      cutOf: () => this.cutOf(),
      accept: (recipient) => this.seen.push(recipient),
      delay: () => this.delay(),
      answer: (text) => void socket.write(`${text}\r\n`),
      hangUp: (at) => {
        if (at === undefined) return void socket.end();
        this.cuts.push(at);
        socket.destroy();
      },
    });
    socket.on('data', (chunk) => session.take(chunk));
  }
}
