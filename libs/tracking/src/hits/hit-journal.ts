import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { isConnectionError, Mutex, SiteOptions } from '@facteur/platform';
import type { Hit } from './hit.js';
import { HitRecorder } from './hit-recorder.js';

const REPLAY_EVERY = 2_000;

/**
 * Takes hits whether or not the database is there: what cannot be recorded now is kept in a file, line by
 * line, and recorded once the database is back. A hit that was recorded before its replay was cut off counts once more
 * in the totals, and never as another person: the log's dedupe keys see to that.
 */
@Injectable()
export class HitJournal implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(HitJournal.name);
  private readonly file: string;
  private readonly replaying: string;
  private readonly turn = new Mutex();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly recorder: HitRecorder,
    private readonly site: SiteOptions,
  ) {
    this.file = join(site.dataDir, 'tracking-journal.ndjson');
    this.replaying = `${this.file}.replaying`;
  }

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.replay().catch((error: Error) =>
        this.logger.error(`Hits that wait in ${this.file} cannot be read: ${error.message}`),
      );
    }, REPLAY_EVERY).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  async take(hit: Hit): Promise<void> {
    try {
      await this.recorder.record(hit);
    } catch (error) {
      this.logger.warn(`A hit waits in ${this.file}: ${(error as Error).message}`);
      await this.turn.runExclusive(() => this.append([hit]));
    }
  }

  /**
   * Records what has waited. What still cannot be recorded waits on; what never can is logged and dropped. A worker takes
   * no hits: the file in a folder that it shares is the server's.
   */
  async replay(): Promise<void> {
    if (this.site.role === 'worker') return;
    await this.turn.runExclusive(async () => {
      if (!existsSync(this.replaying)) {
        if (!existsSync(this.file)) return;
        await rename(this.file, this.replaying);
      }
      const lines = (await readFile(this.replaying, 'utf8')).split('\n').filter(Boolean);
      const waiting: Hit[] = [];
      for (const line of lines) {
        const hit = parse(line);
        if (!hit) continue;
        if (waiting.length) waiting.push(hit);
        else {
          await this.recorder.record(hit).catch((error: unknown) => {
            if (isConnectionError(error)) waiting.push(hit);
            else this.logger.error(`A waiting hit cannot be recorded: ${line}: ${(error as Error).message}`);
          });
        }
      }
      if (waiting.length) await this.append(waiting);
      await unlink(this.replaying);
    });
  }

  private async append(hits: Hit[]): Promise<void> {
    await mkdir(this.site.dataDir, { recursive: true });
    const handle = await open(this.file, 'a');
    try {
      await handle.appendFile(hits.map((hit) => `${JSON.stringify(hit)}\n`).join(''));
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

/** A line that was cut off by a crash is no hit. */
function parse(line: string): Hit | undefined {
  try {
    return JSON.parse(line) as Hit;
  } catch {
    return undefined;
  }
}
