import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import {
  addColumn,
  type Column,
  createTable,
  exact,
  flag,
  line,
  moment,
  nullable,
  type TableParts,
  whole,
  withDefault,
} from './columns.js';

const TABLES: Record<string, TableParts> = {
  // How often something happened since a moment: sign-ins, forms, calls of providers. Keys are hashed.
  rate_limit: {
    columns: { key_hash: exact(64), hits: whole, since: moment },
    primary: ['key_hash'],
    indices: { ix_rate_limit_since: ['since'] },
  },
  // Whoever a mailing does not go to, each person once with the first reason. A look ahead uses the mailing's
  // negative number, and takes its rows away in the same transaction.
  mailing_left_out_person: {
    columns: {
      mailing_id: whole,
      target_type: line(40),
      target_id: line(64),
      reason: line(40),
      address: nullable(line(320)),
    },
    primary: ['mailing_id', 'target_type', 'target_id'],
    indices: {
      ix_left_out_reason: ['mailing_id', 'reason'],
      ix_left_out_target: ['target_type', 'target_id'],
    },
  },
};

const COLUMNS: [table: string, name: string, column: Column][] = [
  // Sessions are shown to whoever they belong to.
  ['session', 'public_id', nullable(line(24))],
  ['session', 'created_at', nullable(moment)],
  ['session', 'last_seen_at', nullable(moment)],
  ['session', 'user_agent', nullable(line(255))],
  ['session', 'address', nullable(line(64))],
  // What the mailing was when its queue was built: a change of its campaign never lets it reach more people.
  ['mailing', 'informational', nullable(whole)],
  ['target_list_member', 'opted_out_at', nullable(moment)],
  // What was sent: for e-mail the template; and whether a copy of the message is kept.
  ['campaign_log_record', 'object_type', nullable(line(40))],
  ['campaign_log_record', 'object_id', nullable(line(24))],
  ['campaign_log_record', 'stored_copy', flag],
  // Whose row it was, so that everything that is kept of it can be erased.
  ['import_error', 'row_key', nullable(exact(330))],
  // The list is made when the rows are written: a refused file leaves none behind.
  ['import_run', 'list_name', nullable(line(255))],
  ['smtp_account', 'is_for_mass_email', withDefault(1, whole)],
];

/** Safe in hostile hands, and true to its own rules (issue 8). */
export class SafeAndTrue0004 implements MigrationInterface {
  name = 'SafeAndTrue1780000000004';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, parts] of Object.entries(TABLES)) await createTable(runner, name, parts);
    // They have no id to be shown by; people sign in again.
    await runner.query('DELETE FROM {session}');
    for (const [table, name, column] of COLUMNS) await addColumn(runner, table, name, column);
    await runner.createIndex(
      'import_error',
      new TableIndex({ name: 'ix_import_error_row', columnNames: ['row_key'] }),
    );
    // Accounts are found byte by byte: no accent makes another spelling of somebody's address.
    await emailOf(runner, 'utf8mb4_bin');
  }

  async down(runner: QueryRunner): Promise<void> {
    await emailOf(runner, 'utf8mb4_general_ci');
    await runner.dropIndex('import_error', 'ix_import_error_row');
    for (const [table, name] of [...COLUMNS].reverse()) await runner.dropColumn(table, name);
    for (const name of Object.keys(TABLES).reverse()) await runner.dropTable(name);
  }
}

async function emailOf(runner: QueryRunner, collation: string): Promise<void> {
  if (runner.dataSource.options.type === 'better-sqlite3') return;
  await runner.query(
    `ALTER TABLE {sign_in} MODIFY email VARCHAR(254) CHARACTER SET utf8mb4 COLLATE ${collation} NOT NULL`,
  );
}
