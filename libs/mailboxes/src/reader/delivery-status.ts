import { addressesIn, cleanAddress } from './addresses.js';
import { LIMITS } from './limits.js';
import { type Headers, parseHeaders } from './mime-tree.js';

/** One recipient's block of a delivery status notification (RFC 3464, 2.3), read as leniently as servers write. */
export interface RecipientBlock {
  recipient: string;
  original: string;
  action: string;
  status: string;
  diagnostic: string;
}

export function readDeliveryStatus(text: string): RecipientBlock[] {
  const blocks: RecipientBlock[] = [];
  for (const section of text.split(/\n[ \t]*\n+/)) {
    if (blocks.length >= LIMITS.recipients) break;
    const fields = parseHeaders(section);
    const final = field(fields, 'final-recipient');
    const original = field(fields, 'original-recipient');
    const actual = field(fields, 'x-actual-recipient');
    // A route ("@relay:user@host") or a name inside the receiver's network is no address that we wrote to.
    const routed = /;\s*@/.test(final) || !/@[^\s@]*\./.test(final);
    const recipient =
      (routed ? address(original) : '') || address(final) || address(original) || address(actual);
    const action = field(fields, 'action')
      .toLowerCase()
      .split(/[\s;(]/)[0]!;
    if (!recipient && !action && !fields.has('status') && !fields.has('diagnostic-code')) continue;
    if (!recipient && !final && !original) continue;
    blocks.push({
      recipient,
      original: address(original),
      action,
      status: /[245]\.\d{1,3}\.\d{1,3}/.exec(field(fields, 'status'))?.[0] ?? '',
      diagnostic: [...(fields.get('diagnostic-code') ?? []), ...(fields.get('x-notes') ?? [])]
        .join(' ')
        .slice(0, 4_000),
    });
  }
  return blocks;
}

const field = (fields: Headers, name: string) => fields.get(name)?.[0] ?? '';
const address = (value: string) => cleanAddress(value) || (addressesIn(value)[0] ?? '');
