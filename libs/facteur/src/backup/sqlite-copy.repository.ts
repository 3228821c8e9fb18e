import type { DataSource } from 'typeorm';
import { createDataSource } from '@facteur/platform';
import { BACKUP_MARK } from './restored.js';

/** A copy of a SQLite database as of one moment, while others write to it. */
export class SqliteCopy {
  constructor(private readonly source: DataSource) {}

  /** The copy says that it is one, so that whatever begins with it knows. @throws Error when the file is there */
  async to(file: string, at: Date): Promise<void> {
    await this.source.query('VACUUM INTO ?', [file]);
    const copy = createDataSource(`sqlite:${file}`, { entities: [], migrations: [] }, { tablePrefix: '' });
    await copy.initialize();
    try {
      await copy.query(`INSERT OR REPLACE INTO setting (name, value, modified_at) VALUES (?, ?, ?)`, [
        BACKUP_MARK,
        JSON.stringify({ takenAt: at.toISOString() }),
        at.toISOString(),
      ]);
    } finally {
      await copy.destroy();
    }
  }
}
