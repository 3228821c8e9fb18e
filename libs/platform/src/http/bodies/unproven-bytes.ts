import { type Readable, Transform } from 'node:stream';
import { Problem } from '../../errors/problems.js';

const MB = 1024 * 1024;

/** Of all together, and of one sender: providers send from many machines, a stranger has few. */
const MOST = 64 * MB;
const MOST_OF_SENDER = 4 * MB;

/**
 * Bodies from providers are kept until their signature can be looked at, so what is kept of all of them together has
 * an end. Counted as it comes in: what is only announced takes no room.
 */
export class UnprovenBytes {
  private total = 0;
  private readonly senders = new Map<string, number>();

  /** @throws Problem 503, by way of the stream, when too much is there already. */
  counted(ip: string, payload: Readable): Readable {
    let own = 0;
    const add = (bytes: number) => {
      own += bytes;
      this.total += bytes;
      const left = (this.senders.get(ip) ?? 0) + bytes;
      if (left > 0) this.senders.set(ip, left);
      else this.senders.delete(ip);
    };
    const counting = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        add(chunk.length);
        if (this.total <= MOST && this.senders.get(ip)! <= MOST_OF_SENDER) return done(null, chunk);
        done(
          new Problem(503, 'Service unavailable', 'Too much is coming in just now; try again soon.') as never,
        );
      },
    });
    counting.once('close', () => add(-own));
    payload.once('close', () => {
      if (!payload.readableEnded) counting.destroy();
    });
    return payload.pipe(counting);
  }
}
