import nodemailer from 'nodemailer';
import type { Outcome, Transport } from '@facteur/dispatch';
import type { EmailMessage } from './email-message.js';
import { outcomeOfError, type SmtpError } from './outcome-of-error.js';

export interface SmtpOptions {
  host: string;
  port: number;
  /** None, STARTTLS (insisted on) or TLS. */
  security: string;
  username: string | null;
  password: string | null;
  maxConnections: number;
  dkim: { domainName: string; keySelector: string; privateKey: string } | null;
}

/** Hands messages to an SMTP server over a few connections that stay open (nodemailer's pool). */
export class SmtpTransport implements Transport<EmailMessage> {
  readonly concurrency: number;
  private readonly transporter: ReturnType<typeof createPool>;

  constructor(options: SmtpOptions) {
    this.concurrency = options.maxConnections;
    this.transporter = createPool(options);
  }

  async send({ envelope, mime }: EmailMessage): Promise<Outcome> {
    const progress = { writtenWhole: false };
    try {
      const info = (await this.transporter.sendMail({ envelope, raw: mime, progress } as never)) as {
        response?: string;
      };
      return { kind: 'delivered', response: info.response ?? '' };
    } catch (error) {
      return outcomeOfError(error as SmtpError, progress.writtenWhole);
    }
  }

  /** Signs in and says what is wrong, in the server's words. */
  async verify(): Promise<string | undefined> {
    try {
      await this.transporter.verify();
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  async close(): Promise<void> {
    this.transporter.close();
  }
}

/**
 * Notes when the last byte of a message was taken to be written. Before that no server can have accepted it,
 * because the final dot follows the last byte. Wraps the outermost stream, behind DKIM signing.
 */
function watchProgress(
  mail: { data: object; message: { createReadStream(options?: never): NodeJS.ReadableStream } },
  done: (error?: Error) => void,
) {
  const { progress } = mail.data as { progress: { writtenWhole: boolean } };
  const original = mail.message.createReadStream.bind(mail.message);
  mail.message.createReadStream = (options) =>
    original(options).once('end', () => (progress.writtenWhole = true));
  done();
}

function createPool({ host, port, security, username, password, maxConnections, dkim }: SmtpOptions) {
  const transporter = nodemailer.createTransport({
    pool: true,
    host,
    port,
    secure: security === 'TLS',
    requireTLS: security === 'STARTTLS',
    ignoreTLS: security === 'None',
    auth: username ? { user: username, pass: password ?? '' } : undefined,
    maxConnections,
    maxMessages: Infinity,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    dkim: dkim ?? undefined,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as Parameters<typeof nodemailer.createTransport>[0]);
  transporter.use('stream', watchProgress as never);
  return transporter;
}
