import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  bytes,
  createTable,
  exact,
  line,
  moment,
  nullable,
  ordinary,
  type TableParts,
  whole,
} from './columns.js';

const TABLES: Record<string, TableParts> = {
  // The library: what people called a picture, and which content it is.
  media_file: {
    columns: {
      ...ordinary,
      name: line(255),
      alt: nullable(line(500)),
      content_type: line(40),
      size: whole,
      width: whole,
      height: whole,
      hash: exact(40),
    },
    indices: { ix_media_file_hash: ['hash'] },
  },
  // What is in them, by hash. It outlives its file: letters that were sent go on showing it.
  media_content: {
    columns: { hash: exact(40), created_at: moment, content: bytes },
    primary: ['hash'],
  },
};

/** Pictures of letters and pages. */
export class Media0006 implements MigrationInterface {
  name = 'Media1780000000006';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, parts] of Object.entries(TABLES)) await createTable(runner, name, parts);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(TABLES).reverse()) await runner.dropTable(name);
  }
}
