import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface SunkMessage {
  from: string;
  to: string;
  raw: Buffer;
}

type Verdict = { code: number; message: string } | 'drop' | undefined;

/** A real SMTP server that keeps what it gets, and refuses or hangs up where a test tells it to. */
export class SmtpSink {
  readonly messages: SunkMessage[] = [];
  /** Asked at RCPT TO. */
  onRecipient: (address: string) => Verdict = () => undefined;
  /** Asked at MAIL FROM. */
  onSender: (address: string) => Verdict = () => undefined;
  /** Asked once the whole message is there; it is kept only when it is accepted. */
  onMessage: (to: string) => Verdict | Promise<Verdict> = () => undefined;
  port = 0;
  private server: SMTPServer;

  async start(options: Partial<SMTPServerOptions> = {}): Promise<this> {
    const answer = (verdict: Verdict, done: (error?: Error | null) => void, drop: () => void) => {
      if (verdict === 'drop') return drop();
      if (verdict) return done(Object.assign(new Error(verdict.message), { responseCode: verdict.code }));
      done();
    };
    this.server = new SMTPServer({
      authOptional: true,
      logger: false,
      disabledCommands: ['STARTTLS'],
      onMailFrom: ({ address }, session, done) =>
        answer(this.onSender(address), done as never, () => hangUp(session)),
      onRcptTo: ({ address }, session, done) =>
        answer(this.onRecipient(address), done as never, () => hangUp(session)),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          const to = rcptTo[0]!.address;
          void Promise.resolve(this.onMessage(to)).then((verdict) => {
            if (!verdict || verdict === 'drop') {
              this.messages.push({ from: mailFrom ? mailFrom.address : '', to, raw: Buffer.concat(chunks) });
            }
            answer(verdict, done as never, () => hangUp(session));
          });
        });
      },
      ...options,
    });
    this.server.on('error', () => undefined);
    const hangUp = (session: { id: string }) => {
      for (const connection of (
        this.server as unknown as { connections: Set<{ id: string; _socket: { destroy(): void } }> }
      ).connections) {
        if (connection.id === session.id) connection._socket.destroy();
      }
    };
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  /** Connections that are open just now. */
  connections(): number {
    return (this.server as unknown as { connections: Set<unknown> }).connections.size;
  }

  recipients(): string[] {
    return this.messages.map((message) => message.to).sort();
  }

  async parsed(to: string): Promise<Email & { header(name: string): string | undefined }> {
    const found = this.messages.filter((message) => message.to === to).at(-1);
    if (!found) throw new Error(`No message for ${to}; there are ${this.recipients().join(', ')}`);
    const email = await PostalMime.parse(found.raw);
    return {
      ...email,
      header: (name: string) => email.headers.find((one) => one.key === name.toLowerCase())?.value,
    };
  }
}
