import { addressesIn } from './addresses.js';
import { classify, statusIn } from './classify.js';
import { type Contents, contentsOf } from './contents.js';
import { readDeliveryStatus, type RecipientBlock } from './delivery-status.js';
import { answerOfMachine, isGateway, looksLikeBounce } from './kind-of-mail.js';
import { LIMITS } from './limits.js';
import { parseHeaders } from './mime-tree.js';
import { isDelayNotice, readTextFailures, replyLines } from './text-bounce.js';
import type { Verdict } from './verdict.js';

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
  if (looped) return [verdict(looped, 'complaint', '', 'feedback loop', 'feedback', 'headers')];
  const blocks = contents.deliveryStatus.flatMap(readDeliveryStatus);
  if (blocks.length) return blocks.map((block) => ofBlock(block, contents, blocks.length === 1));
  const answer = answerOfMachine(contents);
  if (answer && !contents.headers.has('x-failed-recipients'))
    return [
      verdict(addressesIn(contents.from)[0] ?? '', 'auto-reply', '', contents.subject, answer, 'headers'),
    ];
  if (!looksLikeBounce(contents)) return [];
  const delayed = isDelayNotice(contents);
  return readTextFailures(contents).map(({ recipient, diagnostic }) => {
    const words = withoutAddresses(diagnostic);
    const status = statusIn(words);
    const { reason, kind } = classifyText(words, status, contents, recipient);
    return verdict(
      recipient,
      delayed ? 'delayed' : kind,
      status,
      words,
      delayed ? 'delayed' : reason,
      'text',
    );
  });
}

function ofBlock(block: RecipientBlock, contents: Contents, alone: boolean): Verdict {
  const recipient =
    block.recipient ||
    block.original ||
    (contents.headers.get('x-failed-recipients')?.flatMap(addressesIn)[0] ?? '');
  const own = withoutAddresses(block.diagnostic);
  if (block.action === 'delayed')
    return verdict(recipient, 'delayed', block.status, own, 'delayed', 'report');
  if (/^(delivered|relayed|expanded)$/.test(block.action))
    return verdict(recipient, 'delivered', block.status, own, block.action, 'report');
  const inWords = statusIn(own);
  const status = inWords || block.status;
  const around = { transcript: contents.human, gateway: isGateway(contents), recipient };
  let result = classify(own, status, around);
  // A report that says little is read with the words beside it.
  if (result.reason === 'undefined' || own.trim().length < 8) {
    const words = withoutAddresses(alone ? contents.human : sectionAbout(contents.human, recipient));
    const wider = classifyText(`${own}\n${words}`, status || statusIn(words), contents, recipient);
    if (wider.reason !== 'undefined') result = wider;
  }
  return verdict(recipient, result.kind, status, own || contents.human, result.reason, 'report');
}

/** Reasons that outweigh a reply about an unknown user, wherever in the report they stand. */
const CAUTIOUS = new Set(['suspend', 'mailboxfull', 'badhelo']);

/** The server's reply first: what is written around it is general, and the same for every failure. */
function classifyText(words: string, status: string, contents: Contents, recipient: string) {
  const around = { transcript: contents.human, gateway: isGateway(contents), recipient };
  const replies = replyLines(words);
  const whole = classify(words, status, around);
  if (!replies || CAUTIOUS.has(whole.reason)) return whole;
  const ofReply = classify(replies, status, around);
  return ofReply.reason === 'undefined' ? whole : ofReply;
}

function readFeedback(contents: Contents): Verdict[] {
  const fields = contents.feedback.map(parseHeaders);
  const named = fields.flatMap((one) =>
    ['original-rcpt-to', 'removal-recipient', 'x-original-rcpt-to'].flatMap(
      (name) => one.get(name)?.flatMap(addressesIn) ?? [],
    ),
  );
  const type = fields.map((one) => one.get('feedback-type')?.[0] ?? '').find(Boolean) ?? 'abuse';
  if (/not-spam/i.test(type)) return [];
  const returned = ['x-original-to', 'to', 'delivered-to'].flatMap(
    (name) => contents.returned?.get(name)?.flatMap(addressesIn) ?? [],
  );
  // A report of failed authentication (RFC 6591) names whoever asked for it; our recipient is in the message.
  const ofReport = /auth-failure/i.test(type) && returned.length ? [] : named;
  const recipients = [...new Set(ofReport.length ? ofReport : returned.slice(0, 1))];
  return (recipients.length ? recipients : ['']).map((recipient) =>
    verdict(recipient, 'complaint', '', type, 'feedback', 'feedback'),
  );
}

function sectionAbout(human: string, recipient: string): string {
  const at = human.toLowerCase().indexOf(recipient);
  return at < 0 ? human.slice(0, 2_000) : human.slice(at, at + 600);
}

/** Addresses and host names hold words of their own ("spam@…", "full.example"): they must not be read as the server's. */
function withoutAddresses(text: string): string {
  const lines = text
    .slice(0, 64_000)
    .split('\n')
    .map((line) => line.slice(0, LIMITS.line));
  return lines
    .map((line) => line.replace(/<?[^\s<>"']+@[^\s<>"',;)]+>?/g, ' ').replace(/https?:\/\/\S+/g, ' '))
    .join('\n')
    .slice(0, 16_000);
}

function verdict(
  recipient: string,
  kind: Verdict['kind'],
  status: string,
  diagnostic: string,
  reason: string,
  evidence: string,
): Verdict {
  return {
    recipient,
    kind,
    status,
    diagnostic: diagnostic.replace(/\s+/g, ' ').trim().slice(0, 1_000),
    reason,
    evidence,
  };
}
