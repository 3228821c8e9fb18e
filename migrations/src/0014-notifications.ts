import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  createTable,
  exact,
  flag,
  line,
  long,
  moment,
  nullable,
  ordinary,
  type TableParts,
  whole,
} from './columns.js';

const TABLES: Record<string, TableParts> = {
  // What people are told of: one person, or everybody who may do something.
  notification: {
    columns: {
      ...ordinary,
      // The same thing is told once.
      mark: exact(150),
      person: nullable(exact(255)),
      // A permission.
      needs: nullable(exact(40)),
      // Whose doing it is: they know.
      said_by: nullable(exact(255)),
      // Whose it is, where it is not everybody's.
      team_id: nullable(line(64)),
      kind: exact(30),
      subject_type: line(40),
      subject_id: nullable(line(64)),
      subject_name: nullable(line(255)),
      // JSON, for the words.
      params: nullable(long),
      // Since when mails of it are to be written; empty when they are, or when others write them.
      mail_due: nullable(moment),
    },
    uniques: { ux_notification_mark: ['mark'] },
    indices: {
      ix_notification_person: ['person', 'id'],
      ix_notification_needs: ['needs', 'id'],
      ix_notification_created: ['created_at'],
      ix_notification_mail: ['mail_due'],
      ix_notification_subject: ['subject_id'],
    },
  },
  // Up to which one somebody has seen theirs.
  notification_seen: {
    columns: { person: exact(255), seen: whole },
    primary: ['person'],
  },
  // What somebody does not want to be told, by kind; nobody has any until they say so.
  notification_choice: {
    columns: { person: exact(255), kind: exact(30), no_bell: flag, no_mail: flag },
    primary: ['person', 'kind'],
  },
};

/** A bell for each person, and what it rings for. */
export class Notifications0014 implements MigrationInterface {
  name = 'Notifications1780000000014';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, parts] of Object.entries(TABLES)) await createTable(runner, name, parts);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(TABLES).reverse()) await runner.dropTable(name);
  }
}
