const HEX = Buffer.from('0123456789ABCDEF', 'latin1');
const [CR, LF, SPACE, TAB, EQUALS] = [13, 10, 32, 9, 61] as const;
const LINE = 76;

/** Quoted-printable (RFC 2045, 6.7) of text whose lines end in CR LF; the result is ASCII in lines of at most 76. */
export function encodeQuotedPrintable(bytes: Buffer): string {
  // Worst case: three characters a byte, and a soft break (three) for each 73 characters.
  const out = Buffer.allocUnsafe(bytes.length * 3 + Math.ceil((bytes.length * 3) / 72) * 3 + 8);
  let length = 0;
  let column = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === CR && bytes[i + 1] === LF) {
      out[length++] = CR;
      out[length++] = LF;
      column = 0;
      i++;
      continue;
    }
    const blankAtEnd = (byte === SPACE || byte === TAB) && (i + 1 === bytes.length || bytes[i + 1] === CR);
    const literal =
      (byte >= 33 && byte <= 126 && byte !== EQUALS) || ((byte === SPACE || byte === TAB) && !blankAtEnd);
    const width = literal ? 1 : 3;
    if (column + width > LINE - 1) {
      out[length++] = EQUALS;
      out[length++] = CR;
      out[length++] = LF;
      column = 0;
    }
    if (literal) out[length++] = byte;
    else {
      out[length++] = EQUALS;
      out[length++] = HEX[byte >> 4]!;
      out[length++] = HEX[byte & 15]!;
    }
    column += width;
  }
  return out.toString('latin1', 0, length);
}
