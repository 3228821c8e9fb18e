import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { renderIndex, renderMessage } from './inbox-pages.js';

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
 * Keeps the last 2,000 messages in memory; listens on the loopback interface only.
 */
export class DevInbox {
  private readonly messages: ReceivedMessage[] = [];
  private count = 0;
  private smtp: SMTPServer;
  private http: Server;

  async listen(smtpPort: number, httpPort: number): Promise<{ smtpPort: number; httpPort: number }> {
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
    await listening(this.smtp.server, smtpPort, () => this.smtp.listen(smtpPort, '127.0.0.1'));
    this.http = createServer((request, response) => void this.answer(request, response));
    await listening(this.http, httpPort, () => this.http.listen(httpPort, '127.0.0.1'));
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

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, first, second, third] = pathname.split('/');
    if (pathname === '/')
      return html(response, await renderIndex([...this.messages].reverse().slice(0, 200), this.count));
    if (pathname === '/api/messages') {
      return json(
        response,
        this.messages.map(({ raw, ...rest }) => ({ ...rest, size: raw.length })),
      );
    }
    const number = Number(first === 'api' ? third : second);
    const message = this.messages.find((one) => one.number === number);
    if (!message) return void response.writeHead(404).end('Not found');
    if (first === 'api') {
      const parsed = await PostalMime.parse(message.raw);
      const { raw: _raw, ...rest } = message;
      return json(response, {
        ...rest,
        subject: parsed.subject,
        from: parsed.from,
        to: parsed.to,
        html: parsed.html,
        text: parsed.text,
        headers: parsed.headers,
      });
    }
    if (third === 'raw')
      return void response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(message.raw);
    if (third === 'html') {
      const parsed = await PostalMime.parse(message.raw);
      // The message's own HTML, in a frame that may neither run scripts nor reach this page.
      return html(
        response,
        parsed.html ?? '',
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src * data:; style-src 'unsafe-inline'",
      );
    }
    return html(response, renderMessage(message, await PostalMime.parse(message.raw)));
  }
}

function listening(
  server: { once(event: string, listener: (...values: never[]) => void): unknown },
  port: number,
  start: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', ((error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE' ? new Error(`Port ${port} of the development inbox is in use.`) : error,
      )) as never);
    server.once('listening', resolve as never);
    start();
  });
}

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

function html(
  response: ServerResponse,
  body: string,
  policy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'",
): void {
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'no-store',
    })
    .end(body);
}

function json(response: ServerResponse, body: unknown): void {
  response
    .writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
