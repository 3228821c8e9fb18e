import { isAscii } from 'node:buffer';

const [CR, LF, DOT] = [13, 10, 46] as const;
const END = Buffer.from('.\r\n');

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
 * @throws Error on a line end that is not CR LF: servers disagree on where such a message ends, and what is behind could
 *   pass for another one (smuggling).
 */
export function contentOf(head: Buffer | undefined, mime: Buffer): Content {
  const parts = head ? [head, mime] : [mime];
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
  const dots: number[] = part[0] === DOT ? [0] : [];
  let carriage = part.indexOf(CR);
  for (let at = part.indexOf(LF); at >= 0; at = part.indexOf(LF, at + 1)) {
    if (at === 0 || carriage !== at - 1) throw bare(carriage >= 0 && carriage < at ? 'CR' : 'LF');
    carriage = part.indexOf(CR, at + 1);
    if (part[at + 1] === DOT) dots.push(at + 1);
  }
  if (carriage >= 0) throw bare('CR');
  if (dots.length === 0) return part;
  const pieces: Buffer[] = [];
  let start = 0;
  for (const dot of dots) {
    pieces.push(part.subarray(start, dot), END.subarray(0, 1));
    start = dot;
  }
  return Buffer.concat([...pieces, part.subarray(start)]);
}

const bare = (what: string) => new Error(`The message has a bare ${what}, which no server may be given.`);
