import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  addColumn,
  type Column,
  createTable,
  dropColumn,
  exact,
  flag,
  key,
  line,
  long,
  moment,
  nullable,
  ordinary,
  type TableParts,
  whole,
  withDefault,
} from './columns.js';

/** Whose it is: id of who made it, and of the team that it belongs to. No foreign keys: a host has people and teams of its own. */
const MADE = { made_by: nullable(line(64)) };
const OF_TEAM = { ...MADE, team_id: nullable(line(64)) };

const COLUMNS: Record<string, Record<string, Column>> = {
  campaign: OF_TEAM,
  target_list: OF_TEAM,
  segment: OF_TEAM,
  email_template: OF_TEAM,
  mailing: { ...MADE, brake_released: flag },
  lead_form: MADE,
  tracking_url: MADE,
  // all, team, own
  role: { reach: withDefault('all', line(8)) },
  // Ids of teams, as JSON.
  sign_in: { teams: nullable(long) },
  api_key: { ...MADE, teams: nullable(long) },
};

const TABLES: Record<string, TableParts> = {
  team: { columns: { ...ordinary, name: line(100) }, uniques: { ux_team_name: ['name'] } },
  // That a second person looks at a mailing; one wish each, the last.
  mailing_approval: {
    columns: {
      mailing_id: whole,
      // Asked, Approved, Rejected
      status: line(12),
      fingerprint: line(60),
      recipients: whole,
      asked_by: line(64),
      asked_name: line(255),
      asked_at: moment,
      answered_by: nullable(line(64)),
      answered_name: nullable(line(255)),
      answered_at: nullable(moment),
      reason: nullable(line(1000)),
    },
    primary: ['mailing_id'],
    parents: { mailing_id: 'mailing' },
  },
  // What changed, once a minute; what happened to messages is in the log.
  event_note: {
    columns: { id: key, type: exact(30), subject_id: exact(24), at: moment },
    uniques: { ux_event_note: ['type', 'subject_id', 'at'] },
    indices: { ix_event_note_at: ['at'] },
  },
  alarm: {
    columns: {
      ...ordinary,
      code: line(31),
      detail: line(2000),
      mend: nullable(line(255)),
      since: moment,
      told_at: nullable(moment),
      ended_at: nullable(moment),
      tell_error: nullable(line(1000)),
    },
    indices: { ix_alarm_ended: ['ended_at'] },
  },
  webhook: {
    columns: {
      ...ordinary,
      name: line(100),
      url: line(2000),
      // JSON, a list.
      types: long,
      secret: nullable(long),
      // Active, Failing, Off
      status: line(10),
      told_log: withDefault(0, whole),
      told_note: withDefault(0, whole),
      failures: withDefault(0, whole),
      failing_since: nullable(moment),
      next_attempt_at: nullable(moment),
      last_success_at: nullable(moment),
      last_error: nullable(line(1000)),
    },
  },
};

/** Teams, a second person's yes, and programs that listen. */
export class TeamsAndWatchers0012 implements MigrationInterface {
  name = 'TeamsAndWatchers1780000000012';

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
