import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  addColumn,
  type Column,
  createTable,
  dropColumn,
  line,
  moment,
  nullable,
  type TableParts,
  whole,
} from './columns.js';

/** Columns by table. */
const COLUMNS: Record<string, Record<string, Column>> = {
  // By which SMTP client mailings go out; null: as the settings say.
  smtp_account: { client: nullable(line(20)) },
};

const TABLES: Record<string, TableParts> = {
  // How far each file of waiting opens and clicks is recorded; moved on in the transaction that records them.
  hit_spool: {
    columns: { name: line(160), position: whole, modified_at: moment },
    primary: ['name'],
  },
};

/** What sending fast, and not faster than receivers bear, needs. */
export class FastAndGentle0010 implements MigrationInterface {
  name = 'FastAndGentle1780000000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(COLUMNS))
      for (const [name, column] of Object.entries(columns)) await addColumn(runner, table, name, column);
    for (const [name, parts] of Object.entries(TABLES)) await createTable(runner, name, parts);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(TABLES).reverse()) await runner.dropTable(name);
    for (const [table, columns] of Object.entries(COLUMNS))
      for (const name of Object.keys(columns)) await dropColumn(runner, table, name);
  }
}
