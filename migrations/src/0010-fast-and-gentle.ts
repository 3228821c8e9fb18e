import type { MigrationInterface, QueryRunner } from 'typeorm';
import { addColumn, type Column, dropColumn, line, nullable } from './columns.js';

/** Columns by table. */
const COLUMNS: Record<string, Record<string, Column>> = {
  // By which SMTP client mailings go out; null: as the settings say.
  smtp_account: { client: nullable(line(20)) },
};

/** What sending fast, and not faster than receivers bear, needs. */
export class FastAndGentle0010 implements MigrationInterface {
  name = 'FastAndGentle1780000000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(COLUMNS))
      for (const [name, column] of Object.entries(columns)) await addColumn(runner, table, name, column);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(COLUMNS))
      for (const name of Object.keys(columns)) await dropColumn(runner, table, name);
  }
}
