/** Line length that RFC 5322 recommends. */
const LINE = 76;

/** Values that a person or a record brought in must not begin a header of their own. */
export function withoutBreaks(value: string): string {
  return value.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ');
}

/** `Name: value`, folded (RFC 5322, 2.2.3), with encoded words (RFC 2047) where the value is not ASCII. */
export function encodeHeader(name: string, value: string): string {
  return fold(`${name}: ${encodeText(withoutBreaks(value))}`);
}

/** Like {@link encodeHeader} for a value that is ASCII and in its final form (addresses, ids, links). */
export function structuredHeader(name: string, value: string): string {
  return fold(`${name}: ${withoutBreaks(value)}`);
}

/** Unstructured text: ASCII as it is, anything else as encoded words of at most 75 characters. */
export function encodeText(value: string): string {
  // A value that already looks like an encoded word must be encoded, or readers would decode it.
  if (/^[\x20-\x7e]*$/.test(value) && !value.includes('=?')) return value;
  const words: string[] = [];
  let chunk = '';
  // Characters are never cut in two: each word must be readable alone.
  for (const character of value) {
    if (Buffer.byteLength(chunk + character) > 42) {
      words.push(chunk);
      chunk = '';
    }
    chunk += character;
  }
  words.push(chunk);
  return words.map((word) => `=?utf-8?B?${Buffer.from(word).toString('base64')}?=`).join(' ');
}

/** `"Name" <address>` or the bare address; names of any script. */
export function formatMailbox(address: string, name: string | null | undefined): string {
  const clean = name ? withoutBreaks(name).trim() : '';
  if (!clean) return address;
  const phrase =
    /^[\x20-\x7e]*$/.test(clean) && !clean.includes('=?')
      ? `"${clean.replace(/["\\]/g, '\\$&')}"`
      : encodeText(clean);
  return `${phrase} <${address}>`;
}

function fold(line: string): string {
  if (line.length <= LINE) return line;
  const words = line.split(' ');
  let result = words[0]!;
  let column = result.length;
  for (const [index, word] of words.slice(1).entries()) {
    // Never right after the name: a line of nothing but blanks is not allowed.
    if (column + 1 + word.length > LINE && index > 0) {
      result += `\r\n ${word}`;
      column = word.length + 1;
    } else {
      result += ` ${word}`;
      column += word.length + 1;
    }
  }
  return result;
}
