import { isAscii } from 'node:buffer';
import { isKnownWhole, refuseBareLineEnds } from '../../mime/line-ends.js';

const [CR, LF, DOT] = [13, 10, 46] as const;
const END = Buffer.from('.\r\n');
const DOT_IN_FRONT = Buffer.from('\n.');

/** What stands between the content and its end: nothing where it ends in a line of its own. */
const LINE_END = Buffer.from('\r\n');

/** A message as it is written after DATA, and what MAIL says of it. */
export interface Content {
  /** In the order in which they are written; with dots doubled, and its end. */
  pieces: Buffer[];
  /** Octets, as the parameter SIZE counts them (RFC 1870): without the dots that transparency adds. */
  size: number;
  eightBit: boolean;
}

/**
 * Makes a message ready to be written (RFC 5321, 4.5.2).
 *
 * @throws Error on a line end that is not CR LF, see {@link refuseBareLineEnds}
 */
export function contentOf(head: Buffer | undefined, mime: Buffer): Content {
  const parts = head ? [head, mime] : [mime];
  for (const part of parts) if (!isKnownWhole(part)) refuseBareLineEnds(part);
  const pieces = parts.map(dotsDoubled);
  const whole = mime.length >= 2 && mime[mime.length - 2] === CR && mime[mime.length - 1] === LF;
  if (!whole) pieces.push(LINE_END);
  pieces.push(END);
  return {
    pieces,
    size: parts.reduce((sum, part) => sum + part.length, whole ? 0 : 2),
    eightBit: !parts.every((part) => isAscii(part)),
  };
}

/** @param part begins at the beginning of a line. */
function dotsDoubled(part: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let start = 0;
  for (let dot = part[0] === DOT ? 0 : dotAfter(part, 0); dot >= 0; dot = dotAfter(part, dot)) {
    pieces.push(part.subarray(start, dot), END.subarray(0, 1));
    start = dot;
  }
  return pieces.length ? Buffer.concat([...pieces, part.subarray(start)]) : part;
}

/** The next dot that begins a line; -1: none. */
function dotAfter(part: Buffer, from: number): number {
  const at = part.indexOf(DOT_IN_FRONT, from);
  return at < 0 ? at : at + 1;
}
