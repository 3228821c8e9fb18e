import { Injectable } from '@nestjs/common';
import { Clock, Database, joined, parameterRows, statementsOf } from '@facteur/platform';
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
    if (await this.has(hash)) return;
    // Somebody who looks meanwhile sees all of it or nothing.
    await this.database.transaction(async () => {
      for (const parts of statementsOf([{ key: hash, content }]))
        await this.database.execute(
          `INSERT INTO {media_content} (hash, part, created_at, content)
           VALUES ${parameterRows(parts.length, 4)}
           ${this.database.dialect.ignoreDuplicates('media_content', 'hash')}`,
          parts.flatMap((one) => [hash, one.part, this.clock.now(), one.content]),
        );
    });
  }

  async has(hash: string): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT hash
       FROM {media_content}
       WHERE hash = ?
         AND part = 0`,
      [hash],
    );
    return rows.length > 0;
  }

  async remove(hash: string): Promise<void> {
    await this.database.execute(
      `DELETE FROM {media_content}
       WHERE hash = ?`,
      [hash],
    );
  }

  async get(hash: string): Promise<Buffer | undefined> {
    const parts = await this.database.query<{ content: Buffer }>(
      `SELECT content
       FROM {media_content}
       WHERE hash = ?
       ORDER BY part`,
      [hash],
    );
    return joined(parts.map(({ content }) => ({ key: hash, content }))).get(hash);
  }
}
