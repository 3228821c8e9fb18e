import type { Contents } from './contents.js';
import type { Headers } from './mime-tree.js';

/** A trace of a message of ours in one that came back; whether it is genuine, its signature tells. */
export interface Trace {
  by: 'VERP' | 'returned header' | 'returned Message-ID' | 'References' | 'text';
  token: string;
  /** Nobody else writes it like this: if it does not verify, it was forged. */
  unmistakable: boolean;
}

const VERP = /\+bounce-qid-([0-9a-f]{20,80})@/gi;
const ITEM_HEADER = /x-queue-item-id:\s*([0-9a-f]{20,80})\b/gi;
const MESSAGE_ID = /<([0-9a-f]{26,80})@/gi;

/** Headers in which the envelope recipient of what came back is kept. */
const ENVELOPE = [
  'to',
  'delivered-to',
  'x-original-to',
  'envelope-to',
  'x-envelope-to',
  'x-rcpt-to',
  'apparently-to',
  'cc',
];

const MOST = 20;

/** Where a message of ours may have left its name, the surest first. */
export function tracesOf({ headers, returned, human, deliveryStatus }: Contents): Trace[] {
  const traces: Trace[] = [];
  const add = (by: Trace['by'], pattern: RegExp, text: string, unmistakable: boolean) => {
    for (const match of text.matchAll(pattern)) {
      if (traces.length >= MOST) return;
      traces.push({ by, token: match[1]!.toLowerCase(), unmistakable });
    }
  };
  add('VERP', VERP, fields(headers, ENVELOPE), true);
  add('VERP', VERP, fields(headers, ['received']), true);
  if (returned) {
    for (const value of returned.get('x-queue-item-id') ?? [])
      add('returned header', ITEM_HEADER, `x-queue-item-id: ${value.trim()}`, true);
    add('VERP', VERP, fields(returned, ['return-path', 'sender', 'x-envelope-from']), true);
    add('returned Message-ID', MESSAGE_ID, fields(returned, ['message-id']), false);
  }
  add('References', MESSAGE_ID, fields(headers, ['in-reply-to', 'references']), false);
  const text = `${deliveryStatus.join('\n').slice(0, 16_000)}\n${human.slice(0, 64_000)}`;
  add('text', VERP, text, true);
  add('text', ITEM_HEADER, text, true);
  add('text', MESSAGE_ID, text, false);
  return traces;
}

const fields = (headers: Headers, names: string[]) =>
  names.map((name) => headers.get(name)?.join(' ').slice(0, 16_000) ?? '').join(' ');
