import type { DkimOptions } from '../dkim/dkim-signature.js';

/** By which client mailings go out: our own, or nodemailer's. */
export const SMTP_CLIENTS = ['Pipelined', 'Standard'] as const;

/** How to reach an SMTP server, and how messages are signed on the way there. */
export interface SmtpOptions {
  host: string;
  port: number;
  /** None, Opportunistic (encrypted where the server offers it), STARTTLS (insisted on) or TLS. */
  security: string;
  username: string | null;
  password: string | null;
  maxConnections: number;
  dkim: DkimOptions | null;
}
