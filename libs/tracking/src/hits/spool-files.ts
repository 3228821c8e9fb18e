import { Injectable } from '@nestjs/common';
import { mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isGone, SiteOptions } from '@facteur/platform';
import { SpoolRepository } from './spool.repository.js';

const SUFFIX = '.hits';
/** In names of files a mark has no colons. */
const safe = (mark: string) => mark.replaceAll(':', '~');
/** Who wrote what an earlier version left. */
const FORMER = 'former';

/**
 * The files of the spool, in a folder that belongs to one database: `DATA_DIR/hits-<number>/<host~pid~random>~<sequence>.hits`,
 * a line a hit.
 */
@Injectable()
export class SpoolFiles {
  private made: Promise<string> | undefined;

  constructor(
    private readonly site: SiteOptions,
    private readonly repository: SpoolRepository,
  ) {}

  prefixOf(mark: string): string {
    return `${safe(mark)}~`;
  }

  nameOf(mark: string, sequence: number): string {
    return `${this.prefixOf(mark)}${String(sequence).padStart(6, '0')}${SUFFIX}`;
  }

  async pathOf(segment: string): Promise<string> {
    return join(await this.folder(), segment);
  }

  /** In the order in which each process wrote them. */
  async list(): Promise<string[]> {
    return (await readdir(await this.folder())).filter((name) => name.endsWith(SUFFIX)).sort();
  }

  /** Whoever wrote it is gone. */
  isClosed(segment: string): boolean {
    const [host = '', pid = ''] = segment.split('~');
    return host === FORMER || isGone(`${host}:${pid}`);
  }

  /** At most `most` bytes from a place on; empty where there is nothing, or no such file any more. */
  async read(segment: string, from: number, most: number): Promise<Buffer> {
    try {
      const handle = await open(await this.pathOf(segment), 'r');
      try {
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(most), 0, most, from);
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
      throw error;
    }
  }

  async remove(segment: string): Promise<void> {
    await unlink(await this.pathOf(segment)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }

  /** Hits that waited in the one file of version 0.1 and before. */
  async takeFormer(): Promise<void> {
    for (const [index, name] of ['tracking-journal.ndjson.replaying', 'tracking-journal.ndjson'].entries()) {
      const path = join(this.site.dataDir, name);
      if (existsSync(path))
        await rename(path, await this.pathOf(this.nameOf(`${FORMER}:0:${Date.now()}`, index)));
    }
  }

  private folder(): Promise<string> {
    this.made ??= (async () => {
      const folder = join(this.site.dataDir, `hits-${await this.repository.folderNumber()}`);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return folder;
    })().catch((error: unknown) => {
      this.made = undefined;
      throw error;
    });
    return this.made;
  }
}
