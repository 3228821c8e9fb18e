import { randomBytes } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MediaStorage } from './media-storage.js';

/**
 * In a folder, which every server and worker must reach (MEDIA_FOLDER). What was kept before it was named is found where it
 * was.
 */
export class FolderStorage extends MediaStorage {
  constructor(
    private readonly folder: string,
    private readonly before: MediaStorage,
  ) {
    super();
  }

  async put(hash: string, content: Buffer): Promise<void> {
    const path = this.pathOf(hash);
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
    // Whoever looks meanwhile sees all of it or nothing.
    const unfinished = `${path}.${randomBytes(6).toString('hex')}`;
    await writeFile(unfinished, content, { mode: 0o600 });
    await rename(unfinished, path);
  }

  async has(hash: string): Promise<boolean> {
    const here = await access(this.pathOf(hash)).then(
      () => true,
      () => false,
    );
    return here || this.before.has(hash);
  }

  async get(hash: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.pathOf(hash));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return this.before.get(hash);
    }
  }

  async remove(hash: string): Promise<void> {
    await rm(this.pathOf(hash), { force: true });
    await this.before.remove(hash);
  }

  /** In folders of 256: some systems are slow with a hundred thousand files in one. @throws Error for what is no hash. */
  private pathOf(hash: string): string {
    if (!/^[0-9a-f]{40}$/.test(hash)) throw new Error(`${hash.slice(0, 50)} is no hash`);
    return join(this.folder, hash.slice(0, 2), hash);
  }
}
