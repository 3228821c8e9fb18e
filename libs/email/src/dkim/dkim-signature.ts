import { createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto';

export interface DkimOptions {
  domainName: string;
  keySelector: string;
  /** PEM; RSA or Ed25519. */
  privateKey: string;
}

/** Signed once more than it occurs, so that nobody can add one on the way (RFC 6376, 5.4.2 and 8.15). */
const ONLY_ONCE = true;
const AS_OFTEN_AS_THERE = false;

/** Headers that are signed, in this order; one that a message does not have is left out, but for those of only once. */
const SIGNED: Record<string, boolean> = {
  from: ONLY_ONCE,
  sender: ONLY_ONCE,
  'reply-to': ONLY_ONCE,
  to: ONLY_ONCE,
  cc: ONLY_ONCE,
  subject: ONLY_ONCE,
  date: ONLY_ONCE,
  'message-id': ONLY_ONCE,
  'in-reply-to': AS_OFTEN_AS_THERE,
  references: AS_OFTEN_AS_THERE,
  'mime-version': ONLY_ONCE,
  'content-type': ONLY_ONCE,
  'content-transfer-encoding': AS_OFTEN_AS_THERE,
  // RFC 8058, 4: both must be covered, or receivers show no one-click.
  'list-unsubscribe': ONLY_ONCE,
  'list-unsubscribe-post': ONLY_ONCE,
  'list-id': AS_OFTEN_AS_THERE,
  'feedback-id': AS_OFTEN_AS_THERE,
  'auto-submitted': AS_OFTEN_AS_THERE,
  precedence: AS_OFTEN_AS_THERE,
  'x-queue-item-id': AS_OFTEN_AS_THERE,
};

/** Prepares a key once; signing a message is then one hash and one signature. @throws Error when the PEM is no key. */
export function dkimSigner({
  domainName,
  keySelector,
  privateKey,
}: DkimOptions): (mime: Buffer, at: Date) => Buffer {
  const key = createPrivateKey(privateKey);
  const algorithm = key.asymmetricKeyType === 'ed25519' ? 'ed25519-sha256' : 'rsa-sha256';
  return (mime, at) => {
    const seconds = Math.floor(at.getTime() / 1000);
    const head = `v=1; a=${algorithm}; c=relaxed/relaxed; d=${domainName};\r\n s=${keySelector}; t=${seconds};`;
    return Buffer.concat([signatureHeader(mime, head, key), mime]);
  };
}

/** DKIM-Signature of a message whose lines end in CR LF: relaxed/relaxed (RFC 6376; RFC 8463 for Ed25519). */
function signatureHeader(mime: Buffer, head: string, key: KeyObject): Buffer {
  const text = mime.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const fields = fieldsOf(text.slice(0, end + 2));
  const bodyHash = createHash('sha256')
    .update(relaxedBody(text.slice(end + 4)), 'latin1')
    .digest('base64');
  const names: string[] = [];
  let signed = '';
  for (const [name, onlyOnce] of Object.entries(SIGNED)) {
    // From the bottom up, as verifiers take them.
    for (const field of fields.filter((one) => one.name === name).reverse()) {
      names.push(name);
      signed += `${relaxedField(field)}\r\n`;
    }
    if (onlyOnce) names.push(name);
  }
  const unsigned = `DKIM-Signature: ${head}\r\n ${folded(`h=${names.join(':')};`, ':')}\r\n bh=${bodyHash};\r\n b=`;
  signed += relaxedField(fieldsOf(`${unsigned}\r\n`)[0]!);
  const data = Buffer.from(signed, 'latin1');
  // Ed25519 signs the hash (RFC 8463, 3), RSA brings its own.
  const signature =
    key.asymmetricKeyType === 'ed25519'
      ? sign(null, createHash('sha256').update(data).digest(), key)
      : sign('sha256', data, key);
  const lines = signature.toString('base64').replace(/.{72}(?=.)/g, '$&\r\n ');
  return Buffer.from(`${unsigned}${lines}\r\n`, 'latin1');
}

interface Field {
  /** In lower case. */
  name: string;
  value: string;
}

function fieldsOf(headers: string): Field[] {
  const fields: Field[] = [];
  for (const line of headers.split('\r\n')) {
    if (/^[ \t]/.test(line) && fields.length) fields.at(-1)!.value += `\r\n${line}`;
    else if (line.includes(':')) {
      const colon = line.indexOf(':');
      fields.push({ name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1) });
    }
  }
  return fields;
}

/** RFC 6376, 3.4.2: unfolded, runs of blanks one blank, none around the value. */
const relaxedField = ({ name, value }: Field) =>
  `${name}:${value
    .replace(/\r\n/g, '')
    .replace(/[ \t]+/g, ' ')
    .trim()}`;

/** RFC 6376, 3.4.4: runs of blanks one blank, none at the end of a line, no empty lines at the end. */
function relaxedBody(body: string): string {
  const lines = body
    .replace(/[ \t]+/g, ' ')
    .split('\r\n')
    .map((line) => (line.endsWith(' ') ? line.slice(0, -1) : line));
  while (lines.length && lines.at(-1) === '') lines.pop();
  return lines.length ? `${lines.join('\r\n')}\r\n` : '';
}

/** A long tag in lines of 72 characters, broken after the mark. */
function folded(text: string, mark: string): string {
  const parts = text.split(mark).map((one, index, all) => (index < all.length - 1 ? `${one}${mark}` : one));
  const lines: string[] = [];
  let line = '';
  for (const part of parts) {
    if (line.length + part.length > 72) {
      lines.push(line);
      line = '';
    }
    line += part;
  }
  return [...lines, line].join('\r\n ');
}
