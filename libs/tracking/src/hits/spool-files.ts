import { Injectable } from '@nestjs/common';
import { mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY, isGone, MINUTE, processMark, SiteOptions } from '@facteur/platform';
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

  /**
   * Whoever wrote another process's segment is gone. A process number says that for the same machine alone, and containers
   * may have a name in common, so it counts only for a file that has not grown for a while.
   */
  async isAbandoned(segment: string): Promise<boolean> {
    const [host = '', pid = ''] = segment.split('~');
    if (host === FORMER) return true;
    const [ownHost, ownPid] = processMark().split(':');
    const idle = await stat(await this.pathOf(segment)).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    // One that had our number before us; or one that has it beside us, in a container of the same name.
    if (host === ownHost && pid === ownPid) return idle > MINUTE;
    return idle > (isGone(`${host}:${pid}`) ? 10 * MINUTE : DAY);
  }

  /** At most `most` bytes from a place on; empty where there is nothing, or no such file any more. */
  async read(segment: string, from: number, most: number): Promise<Buffer> {
    try {
      const handle = await open(await this.pathOf(segment), 'r');
      try {
        const length = Math.min(most, (await handle.stat()).size - from);
        if (length <= 0) return Buffer.alloc(0);
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, from);
        return buffer.subarray(0, bytesRead);
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (isMissing(error)) return Buffer.alloc(0);
      throw error;
    }
  }

  /** Bytes; 0 where there is none any more. */
  async sizeOf(segment: string): Promise<number> {
    return stat(await this.pathOf(segment)).then(
      ({ size }) => size,
      () => 0,
    );
  }

  async remove(segment: string): Promise<void> {
    await unlink(await this.pathOf(segment)).catch(unlessMissing);
  }

  /** Hits that waited in the one file of version 0.1 and before. */
  async takeFormer(): Promise<void> {
    for (const [index, name] of ['tracking-journal.ndjson.replaying', 'tracking-journal.ndjson'].entries()) {
      const path = join(this.site.dataDir, name);
      // Of servers that start at once one is quicker.
      await rename(path, await this.pathOf(this.nameOf(`${FORMER}:0:${Date.now()}`, index))).catch(
        unlessMissing,
      );
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

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';

function unlessMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}
