import type { Outcome } from '@facteur/dispatch';
import type { SmtpReply } from '../smtp-dialog.js';
import { type Job, refusalOf, wordsOf } from './job.js';

/** Of a message: before MAIL was taken, after it, or with its content on the way. */
export type Stage = 'sender' | 'recipient' | 'content';

/** A message in its conversation with the server. */
export interface Exchange {
  job: Job;
  mail?: SmtpReply;
  rcpt?: SmtpReply;
  /** The content is being written. */
  withContent: boolean;
  /** The final dot left this process, so that the server may have the message. */
  handedOver: boolean;
}

export const stageOf = ({ mail, withContent }: Exchange): Stage =>
  withContent ? 'content' : mail && isDone(mail) ? 'recipient' : 'sender';

export const exchangeOf = (job: Job): Exchange => ({ job, withContent: false, handedOver: false });

export const isDone = ({ code }: SmtpReply) => code >= 200 && code < 300;

/** The first refusal is the reason; what follows it is only its echo (503 to a RCPT after a refused MAIL). */
export function outcomeOfRefusal(
  mail: SmtpReply,
  rcpt: SmtpReply | undefined,
  data: SmtpReply | undefined,
): Outcome {
  if (!isDone(mail)) {
    // Told in MAIL how large the message is, a server may say that it is too large (RFC 1870, 6.1).
    return mail.code === 552 ? refusalOf(mail) : { kind: 'unavailable', reason: wordsOf(mail) };
  }
  if (rcpt && !isDone(rcpt)) return refusalOf(rcpt);
  return refusalOf(data!);
}
