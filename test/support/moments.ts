import type { Random } from './random.js';

/** Does something a number of times in the course of something else, at moments spread over it that nobody chose. */
export class Moments {
  private readonly moments: number[];
  done = 0;

  /**
   * @param length of the course. @param act answers false where it could not be done just now, and is asked again
   */
  constructor(
    chance: Random,
    readonly count: number,
    length: number,
    private readonly act: (done: number) => Promise<boolean> | boolean,
  ) {
    // Towards the end too little is left to be harmed.
    this.moments = chance.spread(count, length * 0.9);
  }

  /** @param progress how far the course has come. */
  async meet(progress: number): Promise<void> {
    const due = this.moments[this.done];
    if (due !== undefined && progress >= due && (await this.act(this.done))) this.done += 1;
  }
}
