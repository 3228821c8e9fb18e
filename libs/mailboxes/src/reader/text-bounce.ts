import { addressesIn, cleanAddress } from './addresses.js';
import { addresseesOf, aliasIn, writtenTo } from './aliases.js';
import type { Contents } from './contents.js';
import { LIMITS } from './limits.js';

export interface TextFailure {
  recipient: string;
  diagnostic: string;
  /** Named below a line that says that the server still tries. */
  delayed: boolean;
}

const DELAYED =
  /\b(?:warning (message )?only|only a warning|will (be|keep) (re)?try|still (being )?(trying|attempt|queued|in)|keep trying|will (continue to|be) (try|attempt|retried)|will retry for|(has|have) not yet been|not yet (been )?(delivered|completed)|delivery (has been |is )?(delayed|deferred)|(was|has been) delayed|you do not need to (resend|do anything)|no action is required|temporary (problem|failure)[^.]{0,60}retry|warning: (could not send|message)|delivery (is )?incomplete|hat sich (die zustellung )?verzögert|verzögert sich|nur eine warnung|zustellung (ist )?(unvollständig|verzögert)|remise (est )?retardée|(distribution|remise) incomplète|pas encore (été )?(remis|distribué)|va réessayer|(entrega|envío) (se ha )?retrasad|entrega incompleta|entrega atrasada|consegna (ritardata|incompleta)|bezorging (is )?(vertraagd|onvolledig))/i;
const FINAL =
  /permanent(ly)?|giving up|has failed|have failed|failed permanently|fatal|returned|could not be delivered|undeliverable|undelivered|i'?ve given up|no further|blocked|rejected|failed:|retry time ?out exceeded/i;
/** Subjects that say it by themselves. */
const DELAYED_SUBJECT =
  /\(delay(ed)?\)|delivery delayed|delayed (mail|message)|verzögert|retardée|retrasad|atrasad|ritardat|vertraagd/i;
const FAILED_SUBJECT = /deliver(y|ed) fail|fail(ed|ure)|returning message|undeliver|returned mail/i;

export function isDelayNotice({ subject, human }: Contents): boolean {
  if (DELAYED_SUBJECT.test(subject)) return true;
  const text = human.slice(0, 3_000).replace(/\s{2,}|\n/g, ' ');
  const isDelayed = DELAYED.test(text);
  if (/\b(delay(ed)?|warning|not yet)\b/i.test(subject) && isDelayed) return true;
  return isDelayed && !FINAL.test(text) && !FAILED_SUBJECT.test(subject);
}

/** Of a report about several: lines that tell what is said of those named below. */
const STILL_TRYING =
  /still (being )?(re-?)?tr(y|ied)|not yet been|will (be|keep|continue to be|continue to) (re-?)?tr(y|ied)|transient non-?fatal|(has been|was|were|is|are) (delayed|deferred)|delivery attempts will continue/i;
const HAS_FAILED =
  /permanent(ly)?|(has|have) failed|failed:|could not be delivered|fatal errors?|(gave|given|giving) up|undeliver|no further/i;

/** `<addr>:`, `addr:`, an indented address alone, `To: addr`, `… to <addr>` - the shapes in which servers name whom they failed. */
const NAMING = [
  /^\s*"([^"\s@]+@[^"\s]+)"\s*:/,
  /^\s*<("[^"\s]+"@[^<>\s]+)>/,
  /^\s*(?:>+\s*)?rcpt to:\s*<?([^<>\s@]+@[^<>\s]+)>?/i,
  /^\s*5\d\d <([^<>\s@]+@[^<>\s]+)>\.\.\. /,
  /^\s*>>> [^<\n]*<([^<>\s@]+@[^<>\s]+)>\s*$/,
  /^\s*<([^<>\s@]+@[^<>\s]+)>\s*[:;.]*/,
  /^\s*([^\s<>:;,"'()[\]@]+@[^\s<>:;,"'()[\]]+)\s*[:;.]?\s*$/,
  // A label or a bullet before it, brackets of any kind around it.
  /^[\s•*·>-]{0,10}(?:(?:failed |final )?(?:recipient|address|user|rcpt)(?: address)?\s*[:=]|(?:failed|unable|could not be delivered|undeliverable) (?:to deliver )?to:?|(?:user|recipient) unknown:|unknown (?:user|recipient):|[•*·-])\s*["'<[(]{0,3}(?:smtp:|rfc822;)?\s*([^\s<>:;,"'()[\]@]+@[^\s<>:;,"'()[\]]+)/i,
  /^\s*[\w .'-]{1,40} <([^<>\s@]+@[^<>\s]+)>\s*$/,
  /^\s*([^\s<>:;,"'()@]+@[^\s<>:;,"'()]+)\s*[:;(]/,
  /^\s*([^\s<>:;,"'()@]+@[^\s<>:;,"'()]+) (on|was|has|is|could|does|invalid|unknown|error|,|-)/i,
  /^\s*(?:to|recipient|rcpt to|user|address|for|final-recipient|original-recipient)\s*[:=;]?\s*(?:rfc822;)?\s*<?([^\s<>:;,"'()@]+@[^\s<>:;,"'()]+)>?/i,
];

/** A line of nothing but addresses: what follows is about each of them. */
const LIST_OF_ADDRESSES =
  /^\s*[^\s<>,;@]{1,80}@[^\s<>,;@]{1,80}(\s?[,;]\s?[^\s<>,;@]{1,80}@[^\s<>,;@]{1,80}){1,20}\s*:?$/;

/** Addresses that one header may name as failed. */
const MOST_FAILED = 100;

const isHeaderLine = (line: string) =>
  /^\s*(>+ ?)?(mail )?(from|subject|date|message-id|sent|reply-to|cc|references|in-reply-to)\s*:/i.test(line);

function namedIn(line: string): string | undefined {
  for (const shape of NAMING) {
    const address = shape.exec(line)?.[1];
    if (address) return address;
  }
  return undefined;
}

/** Whom a report in plain words names, each with the words about them. */
export function readTextFailures(contents: Contents): TextFailure[] {
  const own = new Set([
    ...addressesIn(contents.headers.get('to')?.join(' ') ?? ''),
    // Some systems write in the name of whoever it failed for.
    ...addressesIn(contents.from).filter((address) => /^(mailer-daemon|post-?master|bounce)/.test(address)),
  ]);
  const failed = (contents.headers.get('x-failed-recipients') ?? []).flatMap((value) =>
    addressesIn(value.replaceAll(',', ' ')),
  );
  const lines = contents.human
    .split('\n')
    .slice(0, 4_000)
    .map((line) => line.slice(0, LIMITS.line));
  const addressees = addresseesOf(contents);
  const named: { recipient: string; line: number }[] = [];
  for (const [index, line] of lines.entries()) {
    if (!line.includes('@') || isHeaderLine(line)) continue;
    const start = line.slice(0, LIMITS.namingLine);
    if (LIST_OF_ADDRESSES.test(start)) {
      const fresh = addressesIn(start).filter(
        (one) => !own.has(one) && !named.some(({ recipient }) => recipient === one),
      );
      named.push(...fresh.map((one) => ({ recipient: one, line: index })));
      continue;
    }
    const recipient = cleanAddress(namedIn(start) ?? '');
    if (!recipient || own.has(recipient) || named.some((one) => one.recipient === recipient)) continue;
    const alias = aliasIn(lines.slice(index, index + 4));
    named.push({ recipient: writtenTo(recipient, alias, addressees), line: index });
    if (named.length >= LIMITS.recipients) break;
  }
  const wanted = failed.length ? failed.slice(0, MOST_FAILED) : named.map((one) => one.recipient);
  if (wanted.length === 0) wanted.push(...fallback(contents, lines, own).slice(0, 1));
  const delayed = wanted.length > 1 ? delayedLines(lines) : [];
  return [...new Set(wanted)].map((recipient) => {
    const at = named.findIndex((one) => one.recipient === recipient);
    const single = wanted.length === 1;
    // Of several, one that the text does not name has no words of its own: those of the others are about others.
    const from = single ? 0 : at < 0 ? lines.length : named[at]!.line;
    const next = named.find(({ line }) => line > from)?.line;
    const to = single ? lines.length : (next ?? lines.length);
    return {
      recipient,
      diagnostic: lines.slice(from, to).join('\n').trim(),
      delayed: at >= 0 && (delayed[named[at]!.line] ?? false),
    };
  });
}

/** For each line, whether it stands below one that says that the server still tries. */
function delayedLines(lines: string[]): boolean[] {
  let delayed = false;
  return lines.map((line) => {
    const start = line.slice(0, LIMITS.namingLine);
    if (STILL_TRYING.test(start)) delayed = true;
    else if (HAS_FAILED.test(start)) delayed = false;
    return delayed;
  });
}

/** Any address in the server's words that is not our own; then whom our message had been for. */
function fallback(contents: Contents, lines: string[], own: Set<string>): string[] {
  const words = lines.filter((line) => !isHeaderLine(line)).join(' ');
  const anywhere = addressesIn(words.slice(0, 2_000)).filter(
    (address) => !own.has(address) && !/^(postmaster|mailer-daemon|abuse|support|helpdesk)@/.test(address),
  );
  const returned = ['x-original-to', 'delivered-to', 'to', 'x-envelope-to'].flatMap(
    (name) => contents.returned?.get(name)?.flatMap(addressesIn) ?? [],
  );
  return [...anywhere, ...returned];
}

/** The lines of a report in which a server answers: with a reply code, or an enhanced one. */
export function replyLines(text: string): string {
  const lines = text.split('\n');
  return lines
    .filter(
      (line, index) => REPLY.test(line) || (index > 0 && REPLY.test(lines[index - 1]!) && /^\s/.test(line)),
    )
    .join('\n');
}

const REPLY = /(^|[\s:;"'<(#])[45]\d\d[ -][^\n]{3,}|(^|[\s(#])[45]\.\d{1,3}\.\d{1,3}\b/;
