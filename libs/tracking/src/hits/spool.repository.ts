import { Injectable } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import { Clock, Database, DAY } from '@facteur/platform';

/** The row that names the folder of this database's spool, so that no other database's hits are ever taken for ours. */
const FOLDER = 'folder';
const MOST_NUMBER = 2_000_000_000;
const KEPT = 90 * DAY;

/** How far each segment of the spool is recorded (table `hit_spool`). */
@Injectable()
export class SpoolRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async folderNumber(): Promise<number> {
    await this.add(FOLDER, randomInt(1, MOST_NUMBER));
    return (await this.position(FOLDER))!;
  }

  /** Undefined of one that nothing was recorded of. */
  async position(segment: string): Promise<number | undefined> {
    const [row] = await this.database.query<{ position: number }>(
      `SELECT position
       FROM {hit_spool}
       WHERE name = ?`,
      [segment],
    );
    return row?.position;
  }

  /** Of all segments of which anything was recorded. */
  async positions(): Promise<Map<string, number>> {
    const rows = await this.database.query<{ name: string; position: number }>(
      `SELECT name, position
       FROM {hit_spool}`,
    );
    return new Map(rows.map(({ name, position }) => [name, position]));
  }

  /** Keeps others from recording the same segment until the transaction ends. @returns how far it is recorded. */
  async lock(segment: string): Promise<number> {
    await this.add(segment, 0);
    const [row] = await this.database.query<{ position: number }>(
      `SELECT position
       FROM {hit_spool}
       WHERE name = ? ${this.database.dialect.forUpdate}`,
      [segment],
    );
    return row!.position;
  }

  async advance(segment: string, position: number): Promise<void> {
    await this.database.execute(
      `UPDATE {hit_spool}
       SET position = ?, modified_at = ?
       WHERE name = ?`,
      [position, this.clock.now(), segment],
    );
  }

  /** Rows of files that are long gone; one for each 4 MB that came in. */
  async forgetOld(): Promise<void> {
    await this.database.execute(
      `DELETE FROM {hit_spool}
       WHERE modified_at < ?
         AND name <> ?`,
      [new Date(this.clock.now().getTime() - KEPT), FOLDER],
    );
  }

  private async add(name: string, position: number): Promise<void> {
    await this.database.execute(
      `INSERT INTO {hit_spool} (name, position, modified_at)
       VALUES (?, ?, ?)
       ${this.database.dialect.ignoreDuplicates('hit_spool', 'name')}`,
      [name, position, this.clock.now()],
    );
  }
}
