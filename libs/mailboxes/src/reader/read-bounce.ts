import { addressesIn } from './addresses.js';
import { addresseesOf, writtenTo } from './aliases.js';
import { type Contents, contentsOf } from './contents.js';
import { readDeliveryStatus, type RecipientBlock } from './delivery-status.js';
import { readFeedback } from './feedback.js';
import { answerOfMachine, isChallengeOfService, looksLikeBounce } from './kind-of-mail.js';
import { isDelayNotice, readTextFailures } from './text-bounce.js';
import { newVerdict, type Verdict } from './verdict.js';
import { type Around, aroundOf, whyReported, whyTold } from './why-failed.js';

/**
 * Reads a returned message: a delivery status notification (RFC 3464), an abuse report (RFC 5965), or the
 * plain words of a server that follows no standard. Pure, and total: whatever the bytes, it answers with
 * verdicts or with none, and never throws.
 */
export function readBounce(raw: Uint8Array): Verdict[] {
  try {
    return readUnguarded(raw);
  } catch {
    // A message that defeats the reader is for a person; the caller sees that there is no verdict.
    return [];
  }
}

/** The same without the net, for the tests that prove that the net is never needed. */
export function readUnguarded(raw: Uint8Array): Verdict[] {
  return verdictsOf(contentsOf(raw));
}

/** The verdicts of a message that was taken apart already. */
export function verdictsOf(contents: Contents): Verdict[] {
  if (contents.feedback.length || contents.reportType === 'feedback-report') return readFeedback(contents);
  // Feedback loops without a report: the returned message names its recipient in a header of theirs.
  const looped = contents.returned?.get('x-hmxmroriginalrecipient')?.flatMap(addressesIn)[0];
  if (looped)
    return [
      newVerdict({
        recipient: looped,
        kind: 'complaint',
        diagnostic: 'feedback loop',
        reason: 'feedback',
        evidence: 'headers',
      }),
    ];
  if (isChallengeOfService(contents)) return [answerVerdict(contents, 'challenge')];
  const blocks = contents.deliveryStatus.flatMap(readDeliveryStatus);
  if (blocks.length) return ofReport(blocks, contents);
  const answer = answerOfMachine(contents);
  if (answer && !contents.headers.has('x-failed-recipients')) return [answerVerdict(contents, answer)];
  return looksLikeBounce(contents) ? ofText(contents) : [];
}

const answerVerdict = ({ from, subject }: Contents, reason: string): Verdict =>
  newVerdict({
    recipient: addressesIn(from)[0] ?? '',
    kind: 'auto-reply',
    diagnostic: subject,
    reason,
    evidence: 'headers',
  });

function ofReport(blocks: RecipientBlock[], contents: Contents): Verdict[] {
  const around = aroundOf(contents);
  const addressees = addresseesOf(contents);
  const named = contents.headers.get('x-failed-recipients')?.flatMap(addressesIn)[0] ?? '';
  return blocks.map((block) => {
    const recipient = writtenTo(block.recipient, block.original, addressees) || named;
    return ofBlock(block, recipient, blocks.length === 1, contents, around);
  });
}

function ofBlock(
  block: RecipientBlock,
  recipient: string,
  alone: boolean,
  { human }: Contents,
  around: Around,
): Verdict {
  const { action, status, diagnostic } = block;
  if (action === 'delayed')
    return newVerdict({
      recipient,
      kind: 'delayed',
      status,
      diagnostic,
      reason: 'delayed',
      evidence: 'report',
    });
  if (/^(delivered|relayed|expanded)$/.test(action))
    return newVerdict({
      recipient,
      kind: 'delivered',
      status,
      diagnostic,
      reason: action,
      evidence: 'report',
    });
  const beside = () => (alone ? human : sectionAbout(human, recipient));
  const { words, ...why } = whyReported(block, beside, { ...around, recipient });
  return newVerdict({ ...why, recipient, diagnostic: words || human, evidence: 'report' });
}

function ofText(contents: Contents): Verdict[] {
  const around = aroundOf(contents);
  const allDelayed = isDelayNotice(contents);
  return readTextFailures(contents).map(({ recipient, diagnostic, delayed }) => {
    const { words, ...why } = whyTold(diagnostic, { ...around, recipient });
    const verdict = { ...why, recipient, diagnostic: words, evidence: 'text' };
    return newVerdict(allDelayed || delayed ? { ...verdict, kind: 'delayed', reason: 'delayed' } : verdict);
  });
}

function sectionAbout(human: string, recipient: string): string {
  const at = human.toLowerCase().indexOf(recipient);
  return at < 0 ? human.slice(0, 2_000) : human.slice(at, at + 600);
}
