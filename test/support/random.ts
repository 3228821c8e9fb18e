/**
 * Chance that comes again: the same seed gives the same choices (mulberry32). Of programs that run beside each other
 * the order of things remains their own; what a test does to them, and when, does not.
 */
export class Random {
  private state: number;

  constructor(readonly seed: number) {
    this.state = seed >>> 0;
  }

  /** At least 0, less than 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 up, less than `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }

  /** For what asks in an order of its own, such as a peer: what it draws takes nothing from this one. */
  another(): Random {
    return new Random(this.below(2 ** 32));
  }

  /** `count` whole numbers below `limit`, one in each of as many equal parts of the way: spread, yet chosen by nobody. */
  spread(count: number, limit: number): number[] {
    return Array.from({ length: count }, (_, part) => Math.floor(((part + this.next()) * limit) / count));
  }
}

/**
 * Chance for a whole run. FAULT_SEED names the seed of a run that is to be repeated; otherwise nobody chose it, and
 * it is printed.
 */
export function chanceOfRun(what: string): Random {
  const seed = Number(process.env.FAULT_SEED ?? Math.floor(Math.random() * 2 ** 31));
  process.stdout.write(`${what}: FAULT_SEED=${seed}\n`);
  return new Random(seed);
}
