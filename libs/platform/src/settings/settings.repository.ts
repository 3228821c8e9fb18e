import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** One JSON value a name. */
@Injectable()
export class SettingsRepository {
  constructor(private readonly database: Database) {}

  async find<T extends object>(name: string): Promise<T | undefined> {
    const rows = await this.database.query<{ value: string }>(
      `SELECT value
       FROM {setting}
       WHERE name = ?`,
      [name],
    );
    return read(rows);
  }

  /** Nobody else writes it until the transaction ends. */
  async findLocked<T extends object>(name: string): Promise<T | undefined> {
    const rows = await this.database.query<{ value: string }>(
      `SELECT value
       FROM {setting}
       WHERE name = ? ${this.database.dialect.forUpdate}`,
      [name],
    );
    return read(rows);
  }

  /** Makes it, or puts it in the place of what there is. */
  async save(name: string, value: object, at: Date): Promise<void> {
    const { dialect } = this.database;
    await this.database.execute(
      `INSERT INTO {setting} (name, value, modified_at)
       VALUES (?, ?, ?)
       ${dialect.upsert(['name'], {
         value: dialect.inserted('value'),
         modified_at: dialect.inserted('modified_at'),
       })}`,
      [name, JSON.stringify(value), at],
    );
  }

  /** Makes it where there is none; whoever was first wins. */
  async addUnlessThere(name: string, value: object, at: Date): Promise<void> {
    await this.database.execute(
      `INSERT INTO {setting} (name, value, modified_at)
       VALUES (?, ?, ?)
       ${this.database.dialect.ignoreDuplicates('setting', 'name')}`,
      [name, JSON.stringify(value), at],
    );
  }

  async replace(name: string, value: object, at: Date): Promise<void> {
    await this.database.execute(
      `UPDATE {setting}
       SET value = ?,
           modified_at = ?
       WHERE name = ?`,
      [JSON.stringify(value), at, name],
    );
  }

  /** Says the same in another way, so it stays as old as it is. */
  async reword(name: string, value: object): Promise<void> {
    await this.database.execute(
      `UPDATE {setting}
       SET value = ?
       WHERE name = ?`,
      [JSON.stringify(value), name],
    );
  }
}

const read = <T extends object>([row]: { value: string }[]): T | undefined =>
  row && (JSON.parse(row.value) as T);
