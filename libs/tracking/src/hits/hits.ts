import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import type { Hit } from './hit.js';
import { HitRecorder } from './hit-recorder.js';
import { HitSpool, type Place } from './hit-spool.js';
import { SpoolRecorder } from './spool-recorder.js';

/** While hits are rare, an answer waits so long at the most for its record, so that whoever looks next sees it. */
const PATIENCE = 500;
/** After the database let an answer wait in vain, none waits for so long. */
const HURRY = 10_000;
/** Rare: fewer than so many within so many milliseconds. */
const FEW = 10;
const A_WHILE = 250;

/** Opens and clicks on their way in: answered first, recorded when there is time. */
@Injectable()
export class Hits {
  private readonly logger = new Logger(Hits.name);
  private readonly lately: number[] = [];
  private hurryUntil = -Infinity;

  constructor(
    private readonly spool: HitSpool,
    private readonly spoolRecorder: SpoolRecorder,
    private readonly recorder: HitRecorder,
  ) {}

  /** Resolves when the answer may go out; never throws. */
  async take(hit: Hit): Promise<void> {
    let place: Place;
    try {
      place = await this.spool.append(hit);
    } catch (error) {
      return this.takeWithoutSpool(hit, error as Error);
    }
    this.spoolRecorder.look();
    if (!this.areRare()) return;
    const recorded = this.spoolRecorder.recorded(place).then(() => true);
    if (!(await Promise.race([recorded, pause(PATIENCE, false, { ref: false })])))
      this.hurryUntil = performance.now() + HURRY;
  }

  /** A disk that is full loses nothing as long as the database is there. */
  private async takeWithoutSpool(hit: Hit, fault: Error): Promise<void> {
    try {
      await this.recorder.record([hit]);
      this.logger.warn(`The spool of opens and clicks cannot be written: ${fault.message}`);
    } catch (error) {
      this.logger.error(
        `Lost, neither spooled (${fault.message}) nor recorded (${(error as Error).message}): ${JSON.stringify(hit)}`,
      );
    }
  }

  private areRare(): boolean {
    const now = performance.now();
    this.lately.push(now);
    if (this.lately.length > FEW) this.lately.shift();
    return now > this.hurryUntil && (this.lately.length < FEW || now - this.lately[0]! > A_WHILE);
  }
}
