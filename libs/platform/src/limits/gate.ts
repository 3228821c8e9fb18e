import { Problem } from '../errors/problems.js';

/** Lets a few through at a time; the others wait, and when too many do, the next is turned away. */
export class Gate {
  private inside = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly mostWaiting: number,
  ) {}

  /** @returns undefined, without having done the work, when too many wait already. */
  async pass<T>(work: () => Promise<T>): Promise<{ result: T } | undefined> {
    if (this.inside >= this.atOnce) {
      if (this.waiting.length >= this.mostWaiting) return undefined;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else this.inside += 1;
    try {
      return { result: await work() };
    } finally {
      // The place goes to the next in line without being free in between.
      const next = this.waiting.shift();
      if (next) next();
      else this.inside -= 1;
    }
  }

  /**
   * The same for somebody who tries a connection out, and is told to come back.
   *
   * @throws Problem 429, without having done the work, when too many wait already.
   */
  async passOrRefuse<T>(work: () => Promise<T>): Promise<T> {
    const passed = await this.pass(work);
    if (!passed)
      throw new Problem(
        429,
        'Too many requests',
        'Other connections are being tried; try again in a moment.',
      );
    return passed.result;
  }
}
