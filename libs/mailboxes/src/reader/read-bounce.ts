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
  const recipients = blocks.map((block) => writtenTo(block.recipient, block.original, addressees) || named);
  const sections = blocks.length > 1 ? sectionsOf(contents.human, recipients) : undefined;
  return blocks.map((block, index) => {
    const recipient = recipients[index]!;
    return ofBlock(
      block,
      recipient,
      sections?.get(recipient) ?? (sections ? '' : contents.human),
      contents,
      around,
    );
  });
}

function ofBlock(
  block: RecipientBlock,
  recipient: string,
  beside: string,
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

/** Of what a report about several tells people, the lines about each: from the one that names them to the next name. */
function sectionsOf(human: string, recipients: string[]): Map<string, string> {
  const wanted = new Set(recipients);
  const sections = new Map<string, string>();
  let about: string | undefined;
  for (const line of human.split('\n')) {
    about = addressesIn(line).find((address) => wanted.has(address)) ?? about;
    if (about === undefined) continue;
    const section = sections.get(about) ?? '';
    if (section.length < MOST_SECTION) sections.set(about, `${section}${line}\n`);
  }
  return sections;
}

const MOST_SECTION = 600;
