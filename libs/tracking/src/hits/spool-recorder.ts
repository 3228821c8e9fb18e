import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { Database, isConnectionError, isRetryable, SiteOptions } from '@facteur/platform';
import type { Hit } from './hit.js';
import { HitRecorder } from './hit-recorder.js';
import { HitSpool, type Place } from './hit-spool.js';
import { SpoolFiles } from './spool-files.js';
import { SpoolRepository } from './spool.repository.js';

/** Of one transaction. */
const MOST_HITS = 500;
const MOST_BYTES = 512 * 1024;
/** Looks for what others left, and for what waited while the database was away; in milliseconds. */
const LOOK_EVERY = { server: 1_000, worker: 250 };
/** Between two batches, so that whoever asks is answered. */
const BREATH = 20;
/** While somebody else records what this server takes in, it only answers. */
const LEAVE_TO_OTHERS = 3_000;

interface Line {
  hit: Hit | undefined;
  /** Where it ends in the segment. */
  end: number;
}

/**
 * Records what the spool holds, a few hundred hits a transaction; how far it got is written in the same transaction, so
 * that no crash makes a hit count twice. A server does so for itself, and a worker with the same folder takes it off the
 * server's hands: whoever is first has the row of the segment.
 */
@Injectable()
export class SpoolRecorder implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(SpoolRecorder.name);
  private readonly positions = new Map<string, number>();
  private readonly watchers = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private stopping = false;
  private othersAt = -Infinity;
  /** What kept hits from being recorded the last time; undefined when nothing did. */
  fault: string | undefined;

  constructor(
    private readonly database: Database,
    private readonly spool: HitSpool,
    private readonly files: SpoolFiles,
    private readonly repository: SpoolRepository,
    private readonly recorder: HitRecorder,
    private readonly site: SiteOptions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.site.role === 'server') await this.files.takeFormer();
    this.timer = setInterval(() => this.look(), LOOK_EVERY[this.site.role]).unref();
  }

  /** While the database is still there. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    this.stopping = true;
    // Whatever is left waits for the next start.
    await this.drain().catch(() => undefined);
  }

  /** Something was appended. */
  look(): void {
    if (this.stopping || performance.now() - this.othersAt < LEAVE_TO_OTHERS / 2) return;
    if (this.running) this.again = true;
    else
      this.running = this.drain()
        .then(() => {
          this.fault = undefined;
        })
        .catch((error: Error) => {
          this.fault = error.message;
          this.logger.warn(`Opens and clicks wait: ${error.message}`);
        })
        .finally(() => {
          this.running = undefined;
          if (this.again) setImmediate(() => this.look());
          this.again = false;
        });
  }

  /** Resolves once everything before the place is recorded. */
  async recorded({ segment, end }: Place): Promise<void> {
    while ((this.positions.get(segment) ?? 0) < end)
      await new Promise<void>((resolve) => {
        const watcher = () => {
          this.watchers.delete(watcher);
          resolve();
        };
        this.watchers.add(watcher);
      });
  }

  /** Records all that is there. @throws what the database or the disk said; nothing is lost by it. */
  async drain(): Promise<void> {
    for (const segment of await this.files.list()) {
      const closed = await this.spool.isClosed(segment);
      for (;;) {
        const count = await this.batch(segment);
        if (count === 0) break;
        if (count === MOST_HITS && !this.stopping) await pause(BREATH);
      }
      // Looked at before the last batch: what was closed then is whole now; and again, since it may have gone on.
      if (closed && (await this.spool.isClosed(segment))) await this.forget(segment);
    }
  }

  /** Bytes of hits that this folder holds and nobody has recorded yet. */
  async waiting(): Promise<number> {
    const [segments, positions] = await Promise.all([this.files.list(), this.repository.positions()]);
    const sizes = await Promise.all(segments.map((segment) => this.files.sizeOf(segment)));
    return segments.reduce(
      (sum, segment, index) => sum + Math.max(0, sizes[index]! - (positions.get(segment) ?? 0)),
      0,
    );
  }

  /** @returns how many lines it moved on. */
  private async batch(segment: string): Promise<number> {
    const from = this.positions.get(segment) ?? (await this.repository.position(segment)) ?? 0;
    const lines = linesOf(await this.files.read(segment, from, MOST_BYTES), from);
    if (lines.length === 0) {
      this.moved(segment, from);
      return 0;
    }
    await this.record(segment, from, lines);
    return lines.length;
  }

  /** What cannot be recorded is found by halves, named, and left out. */
  private async record(segment: string, from: number, lines: Line[]): Promise<void> {
    const { end } = lines.at(-1)!;
    try {
      const hits = lines.flatMap(({ hit }) => hit ?? []);
      this.moved(segment, await this.write(segment, from, end, hits));
    } catch (error) {
      if (isConnectionError(error) || isRetryable(error)) throw error;
      if (lines.length > 1) {
        const half = lines.slice(0, lines.length >> 1);
        await this.record(segment, from, half);
        return this.record(segment, half.at(-1)!.end, lines.slice(half.length));
      }
      this.logger.error(
        `A hit cannot be recorded: ${JSON.stringify(lines[0]!.hit)}: ${(error as Error).message}`,
      );
      this.moved(segment, await this.write(segment, from, end, []));
    }
  }

  /** @returns where the segment is recorded to: further, or elsewhere, when others were at it. */
  private async write(segment: string, from: number, end: number, hits: Hit[]): Promise<number> {
    const position = await this.database.transaction(async () => {
      const now = await this.repository.lock(segment);
      if (now !== from) return now;
      await this.recorder.record(hits);
      await this.repository.advance(segment, end);
      return end;
    });
    if (position !== end && this.site.role === 'server') this.othersAt = performance.now();
    return position;
  }

  private moved(segment: string, position: number): void {
    this.positions.set(segment, position);
    for (const watcher of this.watchers) watcher();
  }

  /**
   * The row stays for a while: somebody else may have read the file already, and would record it from the beginning if
   * nothing told how far it got.
   */
  private async forget(segment: string): Promise<void> {
    await this.files.remove(segment);
    await this.repository.forgetOld();
    this.positions.delete(segment);
  }
}

/** Whole lines; one that was cut off by a crash is no hit. */
function linesOf(bytes: Buffer, from: number): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (let end = bytes.indexOf(10); end >= 0 && lines.length < MOST_HITS; end = bytes.indexOf(10, start)) {
    lines.push({ hit: parse(bytes.toString('utf8', start, end)), end: from + end + 1 });
    start = end + 1;
  }
  return lines;
}

function parse(line: string): Hit | undefined {
  try {
    return JSON.parse(line) as Hit;
  } catch {
    return undefined;
  }
}
