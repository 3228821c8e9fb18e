import { LIMITS } from '../limits.js';
import { isFormLetter, withoutPosition } from './position.js';

/** Whose addresses may stand in what a server says. */
export interface Parties {
  /** Lower-case address that the message went to. */
  recipient: string;
  /** Ours, in lower case: who wrote the message, and where its bounces go. */
  own?: readonly string[];
}

/**
 * What a server said, without all that is no word, so that rules about words can be plain: lower case, no codes, dashes or
 * underscores; `UserUnknown` and `user_unknown` are `user unknown`, `doesn't` and `cannot` are `does not` and `can not`.
 * Names become what they stand for, since they hold words of their own ("spam@…", "full.example"):
 *
 * - `rcptaddr` the recipient's address or local part, `rcptdomain` their domain
 * - `ouraddr`, `ourdomain` the sender's
 * - `otheraddr`, `hostname`, `ipaddress`, `blocklistname`
 *
 * Where the reply came is taken away as well (position.ts). Lines that a server broke (RFC 5321, 4.2.1) are one line
 * again. Pure, and linear in the length of the text.
 */
export function plainWords(text: string, { recipient, own = [] }: Parties): string {
  const meaning = meaningOf(recipient.toLowerCase(), own);
  let words = text
    .slice(0, 64_000)
    .split('\n')
    .map((line, index, lines) =>
      isFormLetter(line)
        ? ''
        : OURS.test(line)
          ? afterOurs(line, lines[index + 1])
          : withoutNames(line.slice(0, LIMITS.line), meaning),
    )
    .join('\n')
    .slice(0, 16_000)
    .replace(CODES, '');
  if (words.includes('\n')) words = words.replace(/\n[ \t]+|\n(?=[ \t]*[a-z])/g, ' ');
  words = words
    .replace(/([a-z])(?=[A-Z][a-z])/g, '$1 ')
    .toLowerCase()
    .replace(NOT, (_, can: string | undefined, verb: string | undefined) => `${can ?? verb ?? ''} not`)
    .replace(DASHES, ' ');
  return withoutPosition(tidied(withoutLocalPart(words, recipient)));
}

const tidied = (words: string) =>
  words
    .replace(/ {2,}|[\t\r]+/g, ' ')
    .replace(/ (?=[:;,.)\]])/g, '')
    .trim();

/** What our side said, in a transcript of the session. */
const OURS = /^.{0,40}(?:>>> |--> )|^\s{0,20}c: /i;

/** Of that only whether the next line refuses the sender. */
const afterOurs = (line: string, next = '') =>
  /mail from/i.test(line.slice(0, 100)) && /^\s{0,20}(?:<<<|<--|s:)?\s{0,5}[45]\d\d/i.test(next)
    ? 'after mail from'
    : '';

/** A reply code stands at the beginning of a line or of a quotation. */
const CODES = /#?(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])|(?<=^|[\s;:"'(<#])[245]\d\d(?:[ \-:]|$)/gm;

/** "Cannot", "doesn't", "isnt": whichever way, it is "not". */
const NOT = /\b(can)(?:not|['’`´]?t)\b|n['’`´]t\b|\b(d(?:oes|o|id)|is|was|has|could)nt\b/g;

/** Between letters a dash is a space; in a number or a host it is not. */
const DASHES = /[_*]|-(?=[a-z])/g;

const URL = /\bhttps?:\/\/([^\s/?#:"'<>)]+)([^\s"'<>)]*)/gi;
const ADDRESS = /<?([\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]*\w)\.?>?/g;
const IP = /\[?(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])\]?|\[(?:ipv6:)?[0-9a-f:.]{6,45}\]/gi;
/** Two words around a full stop are no host; three are, or two of which the last is a usual top-level domain. */
const HOST =
  /(?<![\w.@-])(?:[a-z0-9-]{1,63}\.){1,10}(?:(?<=\.[a-z0-9-]{1,63}\.)[a-z]{2,24}|(?:com|net|org|edu|gov|mil|info|biz|example|test|invalid|local|lan|internal|[a-z]{2}))(?![\w@-])\.?/g;
const BLOCK_LISTS =
  /spamhaus|spamcop|sorbs|barracuda|dnsbl|\brbl|\bbl\.|abuseat|uceprotect|spamrats|surbl|uribl|mailspike|invaluement|senderscore|senderbase|backscatterer|abusix|proofpoint|cloudmark|blocklist/i;

/** What an address or a domain stands for, if it is one of the parties'. */
type Meaning = (name: string) => string | undefined;

/** A domain that both have is taken for ours: what is said of it is no evidence against the recipient. */
const meaningOf =
  (recipient: string, own: readonly string[]): Meaning =>
  (name) => {
    if (name === recipient) return 'rcptaddr';
    if (own.includes(name)) return 'ouraddr';
    if (own.some((address) => isDomainOf(address, name))) return 'ourdomain';
    if (isDomainOf(recipient, name)) return 'rcptdomain';
    return own.some((address) => isBelow(address, name)) ? 'ourdomain' : undefined;
  };

/** Names of our servers: `mta1.sender.example` of `news@sender.example`. */
const isBelow = (address: string, name: string) =>
  name.endsWith(`.${address.slice(address.lastIndexOf('@') + 1)}`);

const isDomainOf = (address: string, name: string) =>
  address.length > name.length && address.endsWith(name) && address[address.length - name.length - 1] === '@';

function withoutNames(line: string, meaning: Meaning): string {
  let rest = line;
  if (rest.includes('://'))
    rest = rest.replace(URL, (_, host: string, path: string) =>
      BLOCK_LISTS.test(host) || /[?&]ip=/i.test(path) ? ' blocklistname ' : ' ',
    );
  if (rest.includes('@'))
    rest = rest.replace(
      ADDRESS,
      (_, address: string) => ` ${meaning(address.toLowerCase()) ?? 'otheraddr'} `,
    );
  if (!/\.[\w]|\[[\di]/i.test(rest)) return rest;
  return rest.replace(IP, ' ipaddress ').replace(HOST, (host) => {
    const clean = host.replace(/\.$/, '');
    const token = meaning(clean) ?? (BLOCK_LISTS.test(clean) ? 'blocklistname' : 'hostname');
    return ` ${token}${host.endsWith('.') ? '.' : ''} `;
  });
}

/**
 * Where a server says `ada: no such user`. One that is made of letters alone may be any word of the reply ("it", "data"), so
 * it counts only where a name would stand: in quotes, before a colon or dots, or behind a word for a mailbox.
 */
function withoutLocalPart(words: string, recipient: string): string {
  const local = recipient.slice(0, Math.max(0, recipient.lastIndexOf('@'))).toLowerCase();
  if (local.length < 2 || /^\d{1,3}$/.test(local) || COMMON.has(local)) return words;
  if (!words.includes(local.slice(0, local.search(/[_*-]|$/)))) return words;
  const plain = local.replace(DASHES, ' ').replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const alone = `(?<![\\p{L}\\d@])${plain}(?![\\p{L}\\d@])`;
  const name = /^\p{L}+$/u.test(local)
    ? `${BEFORE_NAME}${alone}|${alone}(?=["'>)\\]]|:|\\.\\.\\.)|(?<=(?:^|[.;!?\\n]) ?)${alone}(?= ${SAID_OF_NAME})`
    : alone;
  return words.replace(new RegExp(name, 'gum'), 'rcptaddr');
}

/** How a sentence goes on that begins with a name. */
const SAID_OF_NAME =
  '(?:does|did|is|was|has|could|can|not|unknown|wurde|ist|existiert|non|no|não|nie|n.est|n.a|n.existe)';

/** A word for a mailbox, a verb of looking for one, or a bracket. */
const BEFORE_NAME =
  '(?<=(?:\\b(?:user|mail ?box|account|recipient|address|name|alias|login|rcpt|to|for|find|locate|unknown|such|addressee|id|benutzer|empfänger|utilisateur|destinataire|usuario|destinatario|utente|gebruiker)[:=]? ?|["\'<([]))';

const COMMON = new Set(
  (
    'user users mail mailbox email recipient address account name admin info postmaster abuse support sales contact ' +
    'office test spam bounce sender host server domain service system root help news me no not to in for the and of is ' +
    'it you we us this that data web dns group order access response reply ticket marketing team list ' +
    'unknown invalid error message policy security id member client customer webmaster hello all full'
  ).split(' '),
);
