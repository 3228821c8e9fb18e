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
  /warning message only|will (be|keep) (re)?try|still (being )?(trying|attempt|queued|in)|will continue to (try|attempt)|(has|have) not (yet )?been delivered|not yet (been )?(delivered|completed)|delivery (has been |is )?(delayed|deferred)|you do not need to (resend|do anything)|no action is required|will be (attempted|retried)|temporary (problem|failure)[^.]{0,60}retry|warning: (could not send|message)|\(delay(ed)?\)|has been delayed/i;
const FINAL =
  /permanent(ly)?|giving up|has failed|have failed|failed permanently|fatal|returned|could not be delivered|undeliverable|undelivered|i'?ve given up|no further/i;

export function isDelayNotice({ subject, human }: Contents): boolean {
  const text = human.slice(0, 4_000);
  if (/\b(delay(ed)?|warning|not yet)\b/i.test(subject) && DELAYED.test(text)) return true;
  return DELAYED.test(text) && !FINAL.test(text);
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
  /^\s*([^\s<>:;,"'()@]+@[^\s<>:;,"'()]+)\s*[:;.]?\s*$/,
  /^\s*([^\s<>:;,"'()@]+@[^\s<>:;,"'()]+)\s*[:;(]/,
  /^\s*([^\s<>:;,"'()@]+@[^\s<>:;,"'()]+) (on|was|has|is|could|does|invalid|unknown|error|,|-)/i,
  /^\s*(?:to|recipient|rcpt to|user|address|for|final-recipient|original-recipient)\s*[:=;]?\s*(?:rfc822;)?\s*<?([^\s<>:;,"'()@]+@[^\s<>:;,"'()]+)>?/i,
];

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
    ...addressesIn(contents.from),
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
    if (
      !line.includes('@') ||
      /^\s*(>+ ?)?(mail )?(from|subject|date|message-id|sent|reply-to|cc)\s*:/i.test(line)
    )
      continue;
    const start = line.slice(0, LIMITS.namingLine);
    const recipient = cleanAddress(namedIn(start) ?? '');
    if (!recipient || own.has(recipient) || named.some((one) => one.recipient === recipient)) continue;
    const alias = aliasIn(lines.slice(index, index + 4));
    named.push({ recipient: writtenTo(recipient, alias, addressees), line: index });
    if (named.length >= LIMITS.recipients) break;
  }
  const wanted = failed.length ? failed : named.map((one) => one.recipient);
  if (wanted.length === 0) wanted.push(...fallback(contents, lines, own).slice(0, 1));
  const delayed = wanted.length > 1 ? delayedLines(lines) : [];
  return [...new Set(wanted)].map((recipient) => {
    const at = named.findIndex((one) => one.recipient === recipient);
    const single = wanted.length === 1;
    const from = at < 0 || single ? 0 : named[at]!.line;
    const to = at < 0 || single ? lines.length : (named[at + 1]?.line ?? lines.length);
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
  const anywhere = addressesIn(lines.join(' ').slice(0, 2_000)).filter(
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
