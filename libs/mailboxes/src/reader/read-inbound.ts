import { addressesIn } from './addresses.js';
import { contentsOf } from './contents.js';
import { isMachineMail, looksLikeBounce } from './kind-of-mail.js';
import { ownWords } from './own-words.js';
import { verdictsOf } from './read-bounce.js';
import { type Trace, tracesOf } from './tokens.js';
import type { Verdict } from './verdict.js';

/**
 * What kind of mail came in: a report about ours, a machine's own answer, or a letter. `unreadable` looks like
 * a report, but nothing could be made of it.
 */
export type Nature =
  'bounce' | 'complaint' | 'delayed' | 'delivered' | 'auto-reply' | 'unreadable' | 'machine' | 'human';

export interface Inbound {
  nature: Nature;
  verdicts: Verdict[];
  /** Lower case; empty when there is none. */
  from: string;
  subject: string;
  messageId: string;
  traces: Trace[];
  /** What the writer wrote himself; empty unless the mail is human. */
  words: string;
}

/** Reads whatever was sent to a group mailbox. Pure; throws only where the reader itself has a fault. */
export function readInbound(raw: Uint8Array): Inbound {
  const contents = contentsOf(raw);
  const verdicts = verdictsOf(contents);
  const nature = natureOf(verdicts, contents);
  return {
    nature,
    verdicts,
    from: addressesIn(contents.from)[0] ?? '',
    subject: contents.subject.replace(/\s+/g, ' ').slice(0, 500),
    messageId: (contents.headers.get('message-id')?.[0] ?? '').trim().slice(0, 500),
    traces: tracesOf(contents),
    words: nature === 'human' ? ownWords(contents.human) : '',
  };
}

function natureOf(verdicts: Verdict[], contents: ReturnType<typeof contentsOf>): Nature {
  const kinds = new Set(verdicts.map(({ kind }) => kind));
  if (kinds.has('complaint')) return 'complaint';
  if (kinds.has('hard') || kinds.has('soft')) return 'bounce';
  for (const kind of ['delayed', 'delivered', 'auto-reply'] as const) if (kinds.has(kind)) return kind;
  if (looksLikeBounce(contents)) return 'unreadable';
  return isMachineMail(contents) ? 'machine' : 'human';
}
