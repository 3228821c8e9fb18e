import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  addColumn,
  type Column,
  createTable,
  dropColumn,
  line,
  long,
  nullable,
  ordinary,
  type TableParts,
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
  mailing: MADE,
  lead_form: MADE,
  tracking_url: MADE,
  // all, team, own
  role: { reach: withDefault('all', line(8)) },
  // Ids of teams, as JSON.
  sign_in: { teams: nullable(long) },
  api_key: { teams: nullable(long) },
};

const TABLES: Record<string, TableParts> = {
  team: { columns: { ...ordinary, name: line(100) }, uniques: { ux_team_name: ['name'] } },
};

/** Teams. */
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
