const [CR, LF] = [13, 10] as const;

/**
 * @throws Error on a line end that is not CR LF: servers disagree on where such a message ends, and what is behind could
 *   pass for another one (smuggling).
 */
export function refuseBareLineEnds(part: Buffer): void {
  let carriage = part.indexOf(CR);
  for (let at = part.indexOf(LF); at >= 0; at = part.indexOf(LF, at + 1)) {
    if (at === 0 || carriage !== at - 1) throw bare(carriage >= 0 && carriage < at ? 'CR' : 'LF');
    carriage = part.indexOf(CR, at + 1);
  }
  if (carriage >= 0) throw bare('CR');
}

const whole = new WeakSet<Buffer>();

/** Notes of what was made of pieces that were looked at, that it needs no look itself; it must not be written to any more. */
export function knownWhole(message: Buffer): Buffer {
  whole.add(message);
  return message;
}

/** Whether {@link knownWhole} was said of these very bytes. */
export const isKnownWhole = (message: Buffer) => whole.has(message);

const bare = (what: string) => new Error(`The message has a bare ${what}, which no server may be given.`);
