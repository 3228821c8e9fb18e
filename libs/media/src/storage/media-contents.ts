import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { MediaStorage } from './media-storage.js';

/** Contents by their hash: what is the same is kept once, whoever brought it. */
@Injectable()
export class MediaContents {
  constructor(private readonly storage: MediaStorage) {}

  /** @returns the hash: the first 40 hex digits of SHA-256. */
  async keep(content: Buffer): Promise<string> {
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 40);
    await this.storage.put(hash, content);
    return hash;
  }

  async remove(hash: string): Promise<void> {
    await this.storage.remove(hash);
  }

  /** Which of them there are. */
  async known(hashes: Iterable<string>): Promise<Set<string>> {
    const known = new Set<string>();
    for (const hash of new Set(hashes)) if (await this.storage.has(hash)) known.add(hash);
    return known;
  }

  /** Those that there are. */
  async of(hashes: Iterable<string>): Promise<Map<string, Buffer>> {
    const found = new Map<string, Buffer>();
    for (const hash of new Set(hashes)) {
      const content = await this.storage.get(hash);
      if (content) found.set(hash, content);
    }
    return found;
  }
}
