import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Problem } from '../../errors/problems.js';
import { sizeInWords } from './takes-body.js';

/** A client that is still sending cannot read that it was too much: so much is thrown away first. */
const MOST_DRAINED = 100 * 1024 * 1024;
const DRAIN_TIME = 10_000;
/** From the first byte of a body to its last, in milliseconds. */
const BODY_TIME = 30_000;

export const tooLarge = (limit: number) =>
  new Problem(413, 'Payload too large', `The body of this request may have at most ${sizeInWords(limit)}.`);

/**
 * All bytes of a body.
 *
 * @throws Problem 413 as soon as there are too many, 408 when they do not come, 400 when they break off.
 */
export async function readBytes(stream: Readable, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      stream.off('data', take).off('end', whole).off('error', broken).off('close', cut);
      settle();
    };
    const take = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) return void chunks.push(chunk);
      stream.pause();
      end(() => reject(tooLarge(limit)));
    };
    const whole = () => end(() => resolve(Buffer.concat(chunks)));
    const broken = (error: Error) =>
      end(() =>
        reject(error instanceof Problem ? error : new Problem(400, 'Bad Request', 'The body broke off.')),
      );
    const cut = () => broken(new Error('closed'));
    const late = () =>
      end(() => reject(new Problem(408, 'Request Timeout', 'The request did not arrive in time.')));
    const timer = setTimeout(late, BODY_TIME);
    stream.on('data', take).once('end', whole).once('error', broken).once('close', cut);
  });
}

/** Throws away what somebody sends whom we know, so that they can read the refusal. */
export async function drained(request: IncomingMessage, announced: number): Promise<void> {
  if (announced > MOST_DRAINED) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, DRAIN_TIME);
    for (const event of ['end', 'close', 'error'])
      request.once(event, () => {
        clearTimeout(timer);
        resolve();
      });
    request.resume();
  });
}
