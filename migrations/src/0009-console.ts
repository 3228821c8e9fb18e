import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  addColumn,
  type Column,
  createTable,
  dropColumn,
  flag,
  line,
  long,
  moment,
  nullable,
  type TableParts,
  whole,
  withDefault,
} from './columns.js';

/** Columns by table. */
const COLUMNS: Record<string, Record<string, Column>> = {
  mailing: {
    // Who scheduled it, or made it.
    owner: nullable(line(255)),
    // In which its start date was thought of.
    timezone: nullable(line(64)),
    undo_until: nullable(moment),
    // It begins at its start date, and not with the next run of the job after it.
    on_time: flag,
    // How many recipients were confirmed when it was scheduled.
    confirmed_count: nullable(whole),
    held_since: nullable(moment),
  },
  import_run: {
    undone_at: nullable(moment),
    // Of a rehearsal.
    would_create: withDefault(0, whole),
    would_update: withDefault(0, whole),
  },
  email_template: {
    // Where it came from, and what was filled into the marked places of its MJML (JSON).
    starter: nullable(line(40)),
    slots: nullable(long),
  },
};

const TABLES: Record<string, TableParts> = {
  // What somebody is writing, with faults and all; what is sent is the template itself.
  template_draft: {
    columns: { template_id: whole, modified_at: moment, author: nullable(line(255)), content: long },
    primary: ['template_id'],
    parents: { template_id: 'email_template' },
  },
  // What the owner of a mailing was told of it; once each.
  mailing_notice: {
    columns: { mailing_id: whole, kind: line(20), created_at: moment, sent_at: nullable(moment) },
    primary: ['mailing_id', 'kind'],
    indices: { ix_mailing_notice_unsaid: ['sent_at', 'created_at'] },
    parents: { mailing_id: 'mailing' },
  },
  // What an import did to whom, for as long as it can be taken back.
  import_trace: {
    columns: { import_id: whole, target_id: line(64), made: flag, listed: flag },
    primary: ['import_id', 'target_id'],
    indices: { ix_import_trace_target: ['target_id'] },
    parents: { import_id: 'import_run' },
  },
};

/** What people need to write, check and schedule letters in pages. */
export class Console0009 implements MigrationInterface {
  name = 'Console1780000000009';

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
