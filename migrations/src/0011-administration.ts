import type { MigrationInterface, QueryRunner } from 'typeorm';
import { TableIndex } from 'typeorm';
import {
  addColumn,
  type Column,
  createTable,
  dropColumn,
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

const COLUMNS: Record<string, Record<string, Column>> = {
  sign_in: {
    name: nullable(line(100)),
    // Invited, Active, Disabled
    status: withDefault('Active', line(12)),
    last_signed_in_at: nullable(moment),
    // Sealed, as all secrets; counts once `second_factor` is 1.
    totp_secret: nullable(long),
    second_factor: flag,
    // The last step of time whose code was taken: each is good once.
    totp_step: withDefault(0, whole),
    // Hashes, as JSON.
    recovery_codes: nullable(long),
  },
  // Keys of before could do everything.
  api_key: { role: withDefault('admin', line(40)), networks: nullable(long) },
  audit_record: { subject_name: nullable(line(255)), address: nullable(line(64)) },
};

const TABLES: Record<string, TableParts> = {
  // Beside those that are built in.
  role: {
    columns: { ...ordinary, name: line(100), permissions: long, second_factor: flag },
    uniques: { ux_role_name: ['name'] },
  },
  // What was mailed to somebody to prove that the address is theirs: good once, and not for long.
  sign_in_token: {
    columns: { id: key, token_hash: line(64), sign_in_id: whole, created_at: moment, expires_at: moment },
    uniques: { ux_sign_in_token: ['token_hash'] },
    indices: { ix_sign_in_token_of: ['sign_in_id'] },
    parents: { sign_in_id: 'sign_in' },
  },
};

const SUBJECT = { name: 'ix_audit_subject', columnNames: ['subject_id'] };

/** People who sign in with roles, keys with less than everything, and who did what. */
export class Administration0011 implements MigrationInterface {
  name = 'Administration1780000000011';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(COLUMNS))
      for (const [name, column] of Object.entries(columns)) await addColumn(runner, table, name, column);
    for (const [name, parts] of Object.entries(TABLES)) await createTable(runner, name, parts);
    await runner.createIndex('audit_record', new TableIndex(SUBJECT));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('audit_record', SUBJECT.name);
    for (const name of Object.keys(TABLES).reverse()) await runner.dropTable(name);
    for (const [table, columns] of Object.entries(COLUMNS))
      for (const name of Object.keys(columns)) await dropColumn(runner, table, name);
  }
}
