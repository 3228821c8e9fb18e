import type { Trace } from '../reader/tokens.js';

/** Traces of ours among what a provider tells of the message it sent. */
export function tracesOfHeaders(known: { itemId?: unknown; messageId?: unknown }): Trace[] {
  const traces: Trace[] = [];
  if (typeof known.itemId === 'string')
    traces.push({ by: 'returned header', token: known.itemId.trim().toLowerCase(), unmistakable: true });
  const id = /<?([0-9a-f]{26,80})@/i.exec(typeof known.messageId === 'string' ? known.messageId : '')?.[1];
  if (id) traces.push({ by: 'returned Message-ID', token: id.toLowerCase(), unmistakable: false });
  return traces;
}
