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
      return;
    }
    const tables = await this.database.query<{ name: string; next: number }>(
      `SELECT table_name AS name, auto_increment AS next
       FROM information_schema.tables
       WHERE table_schema = DATABASE()
         AND auto_increment IS NOT NULL
         AND table_name IN (${parameters(own.length)})`,
      own,
    );
    for (const { name, next } of tables)
      await this.database.execute(`ALTER TABLE ${name} AUTO_INCREMENT = ${Number(next) + GAP}`);
  }
}
