import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { SMTPServer } from 'smtp-server';
import { InboxAnswers } from './inbox-answers.js';
import { listenNear } from './listen-near.js';

export interface ReceivedMessage {
  number: number;
  receivedAt: string;
  envelopeFrom: string;
  envelopeTo: string[];
  raw: Buffer;
}

const KEPT = 2_000;
const MAX_SIZE = 30 * 1024 * 1024;

/**
 * The development inbox: an SMTP server that accepts everything and delivers nothing, and a page to read it.
 * Keeps the last 2,000 messages in memory; listens on the loopback interface only, and answers only those who call it
 * by a local name, so that no page of the web can read it.
 */
export class DevInbox {
  private readonly messages: ReceivedMessage[] = [];
  private count = 0;
  private smtp: SMTPServer;
  private http: Server;

  /**
   * Takes the next free ports where its own are taken.
   *
   * @param firmly the ports that somebody asked for: another would not do
   * @returns the ports that it got
   * @throws Error when no port is free
   */
  async listen(
    smtpPort: number,
    httpPort: number,
    firmly = { smtp: false, http: false },
  ): Promise<{ smtpPort: number; httpPort: number }> {
    this.smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      size: MAX_SIZE,
      logger: false,
      onAuth: (_auth, _session, done) => done(null, { user: 'anybody' }),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope;
          this.keep(
            Buffer.concat(chunks),
            mailFrom ? mailFrom.address : '',
            rcptTo.map((one) => one.address),
          );
          done(null);
        });
      },
    });
    this.smtp.on('error', () => undefined);
    await listenNear(this.smtp.server, smtpPort, firmly.smtp);
    const answers = new InboxAnswers({ all: () => this.messages, total: () => this.count });
    this.http = createServer((request, response) => void answers.answer(request, response));
    await listenNear(this.http, httpPort, firmly.http);
    return { smtpPort: portOf(this.smtp.server), httpPort: portOf(this.http) };
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.smtp.close(() => resolve()));
    this.http.closeAllConnections();
    await new Promise<void>((resolve) => this.http.close(() => resolve()));
  }

  private keep(raw: Buffer, envelopeFrom: string, envelopeTo: string[]): void {
    this.messages.push({
      number: ++this.count,
      receivedAt: new Date().toISOString(),
      envelopeFrom,
      envelopeTo,
      raw,
    });
    if (this.messages.length > KEPT) this.messages.shift();
  }
}

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;
