import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { Clock } from '../clock/clock.js';

/**
 * Settings that a person changes at run time: one JSON value a name, read fresh each time so that several
 * processes agree.
 */
@Injectable()
export class SettingsStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async read<T extends object>(name: string): Promise<Partial<T>> {
    const rows = await this.database.query<{ value: string }>('SELECT value FROM setting WHERE name = ?', [
      name,
    ]);
    return rows[0] ? (JSON.parse(rows[0].value) as Partial<T>) : {};
  }

  /** Adds or overwrites the named members; others stay. */
  async merge(name: string, members: object): Promise<void> {
    await this.database.transaction(async () => {
      const value = JSON.stringify({ ...(await this.read(name)), ...members });
      const { dialect } = this.database;
      await this.database.execute(
        `INSERT INTO setting (name, value, modified_at) VALUES (?, ?, ?) ${dialect.upsert(['name'], {
          value: dialect.inserted('value'),
          modified_at: dialect.inserted('modified_at'),
        })}`,
        [name, value, this.clock.now()],
      );
    });
  }
}
