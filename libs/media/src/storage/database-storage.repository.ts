import { Injectable } from '@nestjs/common';
import { Clock, Database } from '@facteur/platform';
import { MediaStorage } from './media-storage.js';

/** In the database, so that every server and worker has it, and a backup too. */
@Injectable()
export class DatabaseStorage extends MediaStorage {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    super();
  }

  async put(hash: string, content: Buffer): Promise<void> {
    await this.database.execute(
      `INSERT INTO media_content (hash, created_at, content)
       VALUES (?, ?, ?)
       ${this.database.dialect.ignoreDuplicates('media_content', 'hash')}`,
      [hash, this.clock.now(), content],
    );
  }

  async get(hash: string): Promise<Buffer | undefined> {
    const [row] = await this.database.query<{ content: Buffer }>(
      `SELECT content
       FROM media_content
       WHERE hash = ?`,
      [hash],
    );
    return row?.content;
  }
}
