import { createHash } from 'node:crypto';
import { INFORMATIONAL } from '@facteur/campaigns';
import { encodeHeader, formatMailbox, structuredHeader } from '../mime/header-encoding.js';

/** What the headers of all messages of a mailing have in common. */
export interface HeaderFacts {
  fromAddress: string;
  fromName: string | null;
  replyToAddress: string | null;
  replyToName: string | null;
  /** Domain of Message-ID and List-Id. */
  domain: string;
  mailingId: string;
  campaign: { publicId: string; name: string; type: string } | null;
  informational: boolean;
  listUnsubscribe: boolean;
}

/** What is one recipient's own. */
export interface RecipientFacts {
  address: string;
  name: string | undefined;
  subject: string;
  /** The queue item's public id: signed, so that a returned header proves itself. */
  itemId: string;
  optOutUrl: string;
  date: Date;
}

export type HeaderMaker = (recipient: RecipientFacts) => string[];

/**
 * The headers of a mailing's messages; what is the same in all is made once.
 *
 * List-Unsubscribe RFC 2369, List-Unsubscribe-Post RFC 8058, List-Id RFC 2919, Auto-Submitted RFC 3834,
 * Precedence as mail servers know it. Informational mail has no list headers.
 */
export function headerMaker(facts: HeaderFacts): HeaderMaker {
  const { campaign, domain, informational } = facts;
  const type = informational ? INFORMATIONAL : campaign?.type;
  const first = [encodeFrom('From', facts.fromAddress, facts.fromName)];
  if (facts.replyToAddress) first.push(encodeFrom('Reply-To', facts.replyToAddress, facts.replyToName));
  const last = ['Precedence: bulk'];
  if (informational || type === 'Newsletter') last.push('Auto-Submitted: auto-generated');
  if (!informational) {
    const list = campaign?.publicId ?? facts.mailingId;
    last.push(structuredHeader('List-Id', `<${list}.${domain}>`));
  }
  // Feedback-ID: campaign, mailing, kind of mail, sender; the last is the same for all mail of this sender.
  const sender = createHash('sha256').update(facts.fromAddress.toLowerCase()).digest('hex').slice(0, 12);
  const kind = (type ?? 'mail').toLowerCase().replace(/[^a-z]+/g, '-');
  last.push(`Feedback-ID: ${campaign?.publicId ?? 'none'}:${facts.mailingId}:${kind}:${sender}`);
  return ({ address, name, subject, itemId, optOutUrl, date }) => [
    ...first,
    encodeFrom('To', address, name),
    encodeHeader('Subject', subject),
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${itemId}@${domain}>`,
    ...last,
    `X-Queue-Item-Id: ${itemId}`,
    ...(facts.listUnsubscribe && !informational
      ? [`List-Unsubscribe: <${optOutUrl}>`, 'List-Unsubscribe-Post: List-Unsubscribe=One-Click']
      : []),
  ];
}

const encodeFrom = (header: string, address: string, name: string | null | undefined) =>
  structuredHeader(header, formatMailbox(address, name));

/** The envelope sender that tells a bounce's item: `local+bounce-qid-ID@domain` (VERP). */
export function verpSender(address: string, itemId: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at)}+bounce-qid-${itemId}${address.slice(at)}`;
}
