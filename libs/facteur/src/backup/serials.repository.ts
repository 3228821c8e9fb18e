import { Injectable } from '@nestjs/common';
import { TABLE_OWNERS } from '@facteur/migrations';
import { Database, parameters } from '@facteur/platform';

/** More rows than are made between two backups. */
const GAP = 10_000_000;

/** Numbers that the database gives rows. Links in letters carry some of them. */
@Injectable()
export class SerialsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Leaves a gap in the numbers of all tables: what was made after a backup and is lost has numbers in letters that were sent, and nobody
   * else's row may ever get one of them. A host's tables are left alone.
   */
  async leaveGap(): Promise<void> {
    const prefix = this.database.dataSource.options.entityPrefix ?? '';
    const own = Object.keys(TABLE_OWNERS).map((table) => `${prefix}${table}`);
    if (this.database.dialect.name === 'sqlite') {
      await this.database.execute(
        `UPDATE sqlite_sequence
         SET seq = seq + ?
         WHERE name IN (${parameters(own.length)})`,
        [GAP, ...own],
      );
      // Those that had no row yet may have had some since.
      await this.database.execute(
        `INSERT INTO sqlite_sequence (name, seq)
         SELECT name, ?
         FROM sqlite_master
         WHERE type = 'table'
           AND sql LIKE '%AUTOINCREMENT%'
           AND name IN (${parameters(own.length)})
           AND name NOT IN (SELECT name FROM sqlite_sequence)`,
        [GAP, ...own],
      );
      return;
    }
    // What MySQL says of the next number may be a day old; the last one that is there is not.
    const tables = await this.database.query<{ name: string }>(
      `SELECT table_name AS name
       FROM information_schema.columns
       WHERE table_schema = DATABASE()
         AND extra = 'auto_increment'
         AND table_name IN (${parameters(own.length)})`,
      own,
    );
    for (const { name } of tables) {
      const [last] = await this.database.query<{ id: number | null }>(`SELECT MAX(id) AS id FROM ${name}`);
      await this.database.execute(`ALTER TABLE ${name} AUTO_INCREMENT = ${Number(last?.id ?? 0) + GAP}`);
    }
  }
}
