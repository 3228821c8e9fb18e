import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type FileHandle, open } from 'node:fs/promises';
import { processMark, SiteOptions } from '@facteur/platform';
import type { Hit } from './hit.js';
import { SpoolFiles } from './spool-files.js';

/** A place in the spool: everything of a segment before it. */
export interface Place {
  segment: string;
  end: number;
}

/** Bytes after which a new segment is begun. */
const MOST_SEGMENT = 4 * 1024 * 1024;

/** What is written to. */
interface Segment {
  name: string;
  handle: FileHandle;
  size: number;
  /** When it was there for certain, in milliseconds of the epoch: by a clock that goes on while a machine sleeps. */
  seenAt: number;
}

/**
 * Milliseconds for which a file that was there is not asked for again: nobody removes one that was written to within the
 * last minute (SpoolFiles.isAbandoned).
 */
const SEEN_FOR = 1_000;

interface Waiting {
  line: string;
  written(place: Place): void;
  failed(error: unknown): void;
}

/**
 * Takes opens and clicks in: each is a line at the end of this process's segment, written before it is answered. What
 * comes while one write is under way goes with the next, so that a thousand hits a second are a few writes. What is
 * recorded, and by whom, is {@link SpoolRecorder}'s.
 *
 * A process that dies loses nothing that was answered; a power cut may lose what the system had not written to disk yet,
 * unless `SYNC_HITS` asks to wait for that.
 */
@Injectable()
export class HitSpool implements OnApplicationShutdown {
  private readonly waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;
  private segment: Segment | undefined;
  private sequence = 0;
  private readonly mark = processMark();

  constructor(
    private readonly files: SpoolFiles,
    private readonly site: SiteOptions,
  ) {}

  /** @returns once it is written. @throws what the disk said; nothing of it is in the spool then. */
  append(hit: Hit): Promise<Place> {
    return new Promise((written, failed) => {
      this.waiting.push({ line: `${JSON.stringify(hit)}\n`, written, failed });
      this.writing ??= this.write();
    });
  }

  /** Nothing more is appended to it. */
  async isClosed(segment: string): Promise<boolean> {
    const own = this.files.prefixOf(this.mark);
    // By number, and not by what is open: a segment is there before it is known to be.
    if (segment.startsWith(own)) return segment < this.files.nameOf(this.mark, this.sequence);
    return this.files.isAbandoned(segment);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.writing;
    await this.close();
  }

  private async write(): Promise<void> {
    while (this.waiting.length) {
      const some = this.waiting.splice(0);
      try {
        const segment = await this.current();
        const bytes = Buffer.from(some.map(({ line }) => line).join(''));
        await segment.handle.appendFile(bytes);
        if (this.site.syncHits) await segment.handle.datasync();
        // Somebody took this process for gone and removed the file: what was written is nowhere.
        if (await isRemoved(segment)) {
          await this.close();
          this.waiting.unshift(...some);
          continue;
        }
        segment.size += bytes.length;
        for (const one of some) one.written({ segment: segment.name, end: segment.size });
      } catch (error) {
        await this.giveUp();
        for (const one of some) one.failed(error);
      }
    }
    // In the same turn in which nothing was left: whoever comes now begins anew.
    this.writing = undefined;
  }

  private async current() {
    if (this.segment && this.segment.size >= MOST_SEGMENT) await this.close();
    if (!this.segment) {
      const name = this.files.nameOf(this.mark, (this.sequence += 1));
      const handle = await open(await this.files.pathOf(name), 'ax', 0o600);
      this.segment = { name, handle, size: 0, seenAt: Date.now() };
    }
    return this.segment;
  }

  /** What was half written must not be read: whoever sent it is told that it failed. */
  private async giveUp(): Promise<void> {
    const { segment } = this;
    await segment?.handle.truncate(segment.size).catch(() => undefined);
    await this.close().catch(() => undefined);
  }

  private async close(): Promise<void> {
    const { segment } = this;
    this.segment = undefined;
    await segment?.handle.close();
  }
}

/** Call after a write. */
async function isRemoved(segment: Segment): Promise<boolean> {
  const now = Date.now();
  if (Math.abs(now - segment.seenAt) < SEEN_FOR) return false;
  segment.seenAt = now;
  return (await segment.handle.stat()).nlink === 0;
}
