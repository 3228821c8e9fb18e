import type { Outcome } from '@facteur/dispatch';
import { isThrottled } from './throttled.js';

/** The parts of a nodemailer error that tell where it happened. */
export interface SmtpError {
  message: string;
  code?: string;
  command?: string;
  responseCode?: number;
  response?: string;
}

/**
 * What an SMTP error means. Pure. The server's words are kept.
 *
 * - 421, a lost connection, a failed sign-in, a refused sender: the account, not the recipient.
 * - Otherwise 4xx temporary and 5xx permanent (RFC 5321, 4.2.1), for this recipient.
 * - The connection broke after the whole message had been written: nobody knows.
 */
export function outcomeOfError(error: SmtpError, writtenWhole: boolean): Outcome {
  const reason = (error.response ?? error.message).replace(/\s+/g, ' ').trim().slice(0, 900);
  const code = error.responseCode ?? 0;
  const answered = code >= 400;
  if (!answered && writtenWhole) {
    return {
      kind: 'unknown',
      reason: `The connection broke before the server answered for the message: ${reason}`,
    };
  }
  if (!answered) {
    // Refused before anything was sent: an address the server cannot be given, a message it would not take.
    const ofMessage = error.code === 'EMESSAGE' || (error.code === 'EENVELOPE' && error.command === 'API');
    return ofMessage ? { kind: 'permanent', reason } : { kind: 'unavailable', reason };
  }
  const ofAccount = code === 421 || error.code === 'EAUTH' || !/^(RCPT TO|DATA)$/.test(error.command ?? '');
  if (ofAccount) return { kind: 'unavailable', reason };
  if (code >= 500) return { kind: 'permanent', reason };
  return { kind: 'temporary', reason, ...(isThrottled(code, reason) ? { throttled: true } : {}) };
}
