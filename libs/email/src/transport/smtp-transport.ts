import nodemailer from 'nodemailer';
import { isIP } from 'node:net';
import type { Outcome, Transport } from '@facteur/dispatch';
import type { OutboundPolicy } from '@facteur/platform';
import { dkimSigner } from '../dkim/dkim-signature.js';
import type { EmailMessage } from './email-message.js';
import { outcomeOfError, type SmtpError } from './outcome-of-error.js';
import type { SmtpOptions } from './smtp-options.js';
import { unavailable } from './throttled.js';
import { needsUtf8, sendUtf8Letter } from './utf8-letter.js';

/** Hands messages to an SMTP server over a few connections that stay open (nodemailer's pool). */
export class SmtpTransport implements Transport<EmailMessage> {
  readonly concurrency: number;
  private readonly sign: ReturnType<typeof dkimSigner> | undefined;
  private pool: Promise<{ address: string; transporter: ReturnType<typeof createPool> }> | undefined;

  /**
   * @param account how people call it, for the words of a failure that is its own.
   * @param policy decides whether the host may be called at all; without one, it may.
   * @throws Error when the DKIM key is none.
   */
  constructor(
    private readonly options: SmtpOptions,
    private readonly account = `${options.host}:${options.port}`,
    private readonly policy?: Pick<OutboundPolicy, 'addressOf'>,
  ) {
    this.concurrency = options.maxConnections;
    this.sign = options.dkim ? dkimSigner(options.dkim) : undefined;
  }

  async send(message: EmailMessage): Promise<Outcome> {
    const progress = { writtenWhole: false };
    try {
      const { address, transporter } = await (this.pool ??= this.open());
      const signature = await this.sign?.(message.mime, new Date());
      const mime = signature ? Buffer.concat([signature, message.mime]) : message.mime;
      if (needsUtf8(message)) {
        const response = await sendUtf8Letter(this.options, address, { ...message, mime }, progress);
        return { kind: 'delivered', response };
      }
      const info = (await transporter.sendMail({
        envelope: message.envelope,
        raw: mime,
        progress,
      } as never)) as {
        response?: string;
      };
      return { kind: 'delivered', response: info.response ?? '' };
    } catch (error) {
      const outcome = outcomeOfError(error as SmtpError, progress.writtenWhole);
      return outcome.kind === 'unavailable' ? unavailable(`${this.account}: ${outcome.reason}`) : outcome;
    }
  }

  async close(): Promise<void> {
    await this.pool?.then(
      ({ transporter }) => transporter.close(),
      () => undefined,
    );
  }

  private async open() {
    const address = (await this.policy?.addressOf(this.options.host, 'mail')) ?? this.options.host;
    return { address, transporter: createPool(this.options, address) };
  }
}

/**
 * Notes when the last byte of a message was taken to be written. Before that no server can have accepted it,
 * because the final dot follows the last byte.
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

function createPool(
  { host, port, security, username, password, maxConnections }: SmtpOptions,
  address: string,
) {
  const transporter = nodemailer.createTransport({
    pool: true,
    host: address,
    port,
    secure: security === 'TLS',
    requireTLS: security === 'STARTTLS',
    ignoreTLS: security === 'None',
    tls: {
      // The certificate is compared with the name that was typed, wherever it leads.
      ...(isIP(host) ? {} : { servername: host }),
      rejectUnauthorized: security !== 'Opportunistic',
    },
    auth: username ? { user: username, pass: password ?? '' } : undefined,
    maxConnections,
    maxMessages: Infinity,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  } as Parameters<typeof nodemailer.createTransport>[0]);
  transporter.use('stream', watchProgress as never);
  return transporter;
}
