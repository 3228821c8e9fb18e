import { Injectable } from '@nestjs/common';
import { MediaStorage } from '../storage/media-storage.js';

/** Bytes of contents that are kept at hand. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Milliseconds, after which it is asked for again: what was taken down is gone everywhere then. */
const FRESH = 60_000;

/**
 * Contents that were asked for of late, in front of the storage: after a mailing thousands ask for the same few, and all
 * of them read the same bytes of memory.
 */
@Injectable()
export class ContentCache {
  private readonly kept = new Map<string, { content: Buffer; since: number }>();
  private readonly underWay = new Map<string, Promise<Buffer | undefined>>();
  private size = 0;

  constructor(private readonly storage: MediaStorage) {}

  async get(hash: string): Promise<Buffer | undefined> {
    const kept = this.kept.get(hash);
    if (kept && performance.now() - kept.since < FRESH) {
      // To the end of the line: the first in it was not asked for the longest.
      this.kept.delete(hash);
      this.kept.set(hash, kept);
      return kept.content;
    }
    const known = this.underWay.get(hash);
    if (known) return known;
    const asked = this.storage.get(hash).finally(() => this.underWay.delete(hash));
    this.underWay.set(hash, asked);
    const content = await asked;
    if (content) this.keep(hash, content);
    return content;
  }

  private keep(hash: string, content: Buffer): void {
    this.drop(hash);
    this.kept.set(hash, { content, since: performance.now() });
    this.size += content.length;
    for (const oldest of this.kept.keys()) {
      if (this.size <= MOST_BYTES) return;
      this.drop(oldest);
    }
  }

  private drop(hash: string): void {
    this.size -= this.kept.get(hash)?.content.length ?? 0;
    this.kept.delete(hash);
  }
}
