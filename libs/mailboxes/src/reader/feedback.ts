import { addressesIn } from './addresses.js';
import type { Contents } from './contents.js';
import { parseHeaders } from './mime-tree.js';
import { newVerdict, type Verdict } from './verdict.js';

/** The complaints of an abuse report (RFC 5965); none of a report that something is not spam. */
export function readFeedback(contents: Contents): Verdict[] {
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
    newVerdict({ recipient, kind: 'complaint', diagnostic: type, reason: 'feedback', evidence: 'feedback' }),
  );
}
