import { encodeQuotedPrintable } from './quoted-printable.js';

/** A text of a letter in pieces: see compiler/segments. */
export interface SegmentedText {
  statics: readonly string[];
  slots: readonly number[];
}

/** Writes one part of many letters that differ in their values alone. */
export interface PartWriter {
  /** Content-Transfer-Encoding (RFC 2045, 6). */
  encoding: '7bit' | 'quoted-printable' | 'base64';
  /** @returns the encoded content, or undefined where these values need the general way. */
  write(values: readonly string[]): string | undefined;
}

/** Longest line that leaves as it is; RFC 5321 allows 998. */
const MOST_LINE = 900;
/** A value may be as long in any case; where lines have no room for so much, they are encoded. */
const LEAST_ROOM = 40;

/**
 * What is the same for everybody is encoded once. Undefined for a text that ends a piece within a line end, which
 * nobody writes.
 */
export function partWriter({ statics, slots }: SegmentedText): PartWriter | undefined {
  if (statics.some((text) => text.endsWith('\r'))) return undefined;
  const lines = statics.map(withLineEnds);
  const room = roomIn(lines, slots);
  if (room) return sevenBit(lines, slots, room);
  const bytes = lines.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const characters = lines.reduce((sum, text) => sum + text.length, 0);
  return bytes > characters * 1.3 ? base64(lines, slots) : quotedPrintable(lines, slots);
}

export const withLineEnds = (text: string) => text.replace(/\r\n?|\n/g, '\r\n');

/** How long each value may be so that no line gets too long; undefined where some could hardly be anything. */
function roomIn(lines: string[], slots: readonly number[]): number[] | undefined {
  if (lines.some((text) => /[^\t\r\n\x20-\x7e]/.test(text))) return undefined;
  const room: number[] = [];
  let length = 0;
  let within: number[] = [];
  const endOfLine = () => {
    if (length > MOST_LINE) return false;
    const each = within.length ? Math.floor((MOST_LINE - length) / within.length) : MOST_LINE;
    for (const slot of within) room[slot] = Math.min(room[slot] ?? MOST_LINE, each);
    [length, within] = [0, []];
    return each >= LEAST_ROOM;
  };
  for (const [index, text] of lines.entries()) {
    for (const [number, line] of text.split('\r\n').entries()) {
      if (number > 0 && !endOfLine()) return undefined;
      length += line.length;
    }
    if (index < slots.length) within.push(slots[index]!);
  }
  return endOfLine() ? room : undefined;
}

function sevenBit(lines: string[], slots: readonly number[], room: number[]): PartWriter {
  return {
    encoding: '7bit',
    write(values) {
      for (let i = 0; i < values.length; i++)
        if (values[i]!.length > room[i]! || !/^[\x20-\x7e]*$/.test(values[i]!)) return undefined;
      return between(lines, slots, values);
    },
  };
}

/** Each piece begins in a line of its own, behind a soft break, so that none depends on its neighbours. */
function quotedPrintable(lines: string[], slots: readonly number[]): PartWriter {
  const encode = (text: string) => {
    const encoded = encodeQuotedPrintable(Buffer.from(text, 'utf8'));
    return encoded === '' || encoded.endsWith('\r\n') ? encoded : `${encoded}=\r\n`;
  };
  const encoded = lines.map((text, index) =>
    index < lines.length - 1 ? encode(text) : encodeQuotedPrintable(Buffer.from(text, 'utf8')),
  );
  return {
    encoding: 'quoted-printable',
    write(values) {
      if (values.some((value) => value.includes('\r'))) return undefined;
      return between(
        encoded,
        slots,
        values.map((value) => encode(withLineEnds(value))),
      );
    },
  };
}

/** A static in base64, for one number of bytes that are missing to a whole group before it. */
interface Aligned {
  /** Completes the group before. */
  head: Buffer;
  /** Whole groups, in lines. */
  body: string;
  /** Begins the next group. */
  tail: Buffer;
}

/** Three encodings of each static, since bytes go in groups of three; lines are broken at each seam. */
function base64(lines: string[], slots: readonly number[]): PartWriter {
  const aligned = lines.map((text) => {
    const bytes = Buffer.from(text, 'utf8');
    return [0, 1, 2].map((missing) => align(bytes, missing));
  });
  return {
    encoding: 'base64',
    write(values) {
      if (values.some((value) => value.includes('\r'))) return undefined;
      const bytes = values.map((value) => Buffer.from(withLineEnds(value), 'utf8'));
      let out = '';
      let rest: Buffer = Buffer.alloc(0);
      const add = ({ head, body, tail }: Aligned) => {
        const group = rest.length + head.length;
        if (group === 3) out += `${Buffer.concat([rest, head]).toString('base64')}\r\n`;
        else if (group > 0) {
          // Not even enough for one group: it all waits for what comes.
          rest = Buffer.concat([rest, head, tail]);
          return;
        }
        out += body;
        rest = tail;
      };
      const missing = () => (3 - rest.length) % 3;
      for (let i = 0; i < aligned.length; i++) {
        add(aligned[i]![missing()]!);
        if (i < slots.length) add(align(bytes[slots[i]!]!, missing()));
      }
      return rest.length ? `${out}${rest.toString('base64')}` : out;
    },
  };
}

function align(bytes: Buffer, missing: number): Aligned {
  const head = bytes.subarray(0, missing);
  const whole = Math.max(0, bytes.length - head.length - ((bytes.length - head.length) % 3));
  const body = bytes.subarray(head.length, head.length + whole).toString('base64');
  return {
    head,
    body: body && `${body.replace(/.{76}(?=.)/g, '$&\r\n')}\r\n`,
    tail: bytes.subarray(head.length + whole),
  };
}

function between(statics: readonly string[], slots: readonly number[], values: readonly string[]): string {
  let text = statics[0]!;
  for (let i = 0; i < slots.length; i++) text += values[slots[i]!]! + statics[i + 1]!;
  return text;
}
