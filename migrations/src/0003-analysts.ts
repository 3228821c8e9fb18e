import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import {
  addColumn,
  createTable,
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

const target = { target_type: line(40), target_id: line(64) };

const TABLES: Record<string, TableParts> = {
  // -- campaigns: the same counts once more, by quarter of an hour, address group and record type.
  campaign_breakdown: {
    columns: {
      campaign_id: whole,
      mailing_id: whole,
      kind: line(12),
      bucket: exact(100),
      name: line(32),
      value: whole,
    },
    primary: ['campaign_id', 'mailing_id', 'kind', 'bucket', 'name'],
  },

  // -- audience: segments
  segment: {
    columns: {
      ...ordinary,
      name: line(255),
      description: nullable(long),
      target_type: line(40),
      filter: long,
      sync_mode: line(20),
      status: line(10),
      scheduling: nullable(line(100)),
      timezone: line(64),
      last_count: nullable(whole),
      last_run_at: nullable(moment),
      next_run_at: nullable(moment),
    },
    indices: { ix_segment_due: ['status', 'next_run_at'] },
  },
  segment_list: {
    columns: { segment_id: whole, list_id: whole },
    primary: ['segment_id', 'list_id'],
    indices: { ix_segment_list_list: ['list_id'] },
    parents: { segment_id: 'segment', list_id: 'target_list' },
  },
  // Whom the segment brought into a list, and who still matches: what a sync may take out again.
  segment_member: {
    columns: { segment_id: whole, list_id: whole, ...target },
    primary: ['segment_id', 'list_id', 'target_type', 'target_id'],
    indices: { ix_segment_member_target: ['list_id', 'target_type', 'target_id'] },
    parents: { segment_id: 'segment' },
  },
  // Filled while a sync runs, and emptied in the same transaction.
  segment_match: {
    columns: { segment_id: whole, target_id: line(64) },
    primary: ['segment_id', 'target_id'],
  },
  segment_run: {
    columns: {
      ...ordinary,
      segment_id: whole,
      trigger_kind: line(12),
      status: line(12),
      matched: whole,
      added: whole,
      removed: whole,
      error: nullable(long),
      finished_at: nullable(moment),
    },
    indices: { ix_segment_run: ['segment_id', 'created_at'] },
    parents: { segment_id: 'segment' },
  },
  segment_change: {
    columns: { run_id: whole, list_id: whole, ...target, change_kind: line(10) },
    primary: ['run_id', 'list_id', 'target_type', 'target_id'],
    parents: { run_id: 'segment_run' },
  },

  // -- audience: import
  import_run: {
    columns: {
      ...ordinary,
      target_type: line(40),
      file_name: line(255),
      file_path: line(1000),
      options: long,
      status: line(12),
      phase: line(12),
      total_rows: nullable(whole),
      processed_rows: withDefault(0, whole),
      created_count: withDefault(0, whole),
      updated_count: withDefault(0, whole),
      skipped_count: withDefault(0, whole),
      error_count: withDefault(0, whole),
      list_id: nullable(whole),
      error: nullable(long),
      held_by: nullable(line(100)),
      held_until: nullable(moment),
      finished_at: nullable(moment),
    },
    indices: { ix_import_status: ['status', 'held_until'] },
  },
  import_error: {
    columns: {
      id: key,
      import_id: whole,
      line_number: whole,
      field: nullable(line(100)),
      reason: line(500),
      value: nullable(line(500)),
    },
    indices: { ix_import_error: ['import_id', 'line_number'] },
    parents: { import_id: 'import_run' },
  },
  // Addresses and ids of the file seen so far, to find what it holds twice.
  import_key: {
    columns: { import_id: whole, key_value: exact(330), line_number: whole },
    primary: ['import_id', 'key_value'],
    parents: { import_id: 'import_run' },
  },
  import_mapping: {
    columns: { ...ordinary, target_type: line(40), signature: exact(64), mapping: long },
    uniques: { ux_import_mapping: ['target_type', 'signature'] },
  },

  // -- campaigns: lead capture
  lead_form: {
    columns: {
      ...ordinary,
      name: line(255),
      status: line(10),
      campaign_id: whole,
      list_id: whole,
      target_type: line(40),
      fields: long,
      double_opt_in: flag,
      template_id: nullable(line(24)),
      subscribe_known: withDefault(1, whole),
      success_message: nullable(long),
      success_url: nullable(line(2000)),
      allowed_origins: nullable(long),
      max_per_hour: whole,
    },
    indices: { ix_lead_form_campaign: ['campaign_id'] },
  },
  lead_submission: {
    columns: {
      ...ordinary,
      form_id: whole,
      status: line(12),
      address: line(320),
      address_key: exact(320),
      values_json: long,
      sender_hash: line(64),
      target_type: nullable(line(40)),
      target_id: nullable(line(64)),
      expires_at: nullable(moment),
      confirmed_at: nullable(moment),
    },
    indices: {
      ix_submission_form: ['form_id', 'created_at'],
      ix_submission_sender: ['sender_hash', 'created_at'],
      ix_submission_address: ['address_key'],
    },
    parents: { form_id: 'lead_form' },
  },
};

/** What analysts work with: segments, breakdowns, import, lead capture (issue 4). */
export class Analysts0003 implements MigrationInterface {
  name = 'Analysts1780000000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, parts] of Object.entries(TABLES)) await createTable(runner, name, parts);
    // How often the same thing happened: a record stands for all hits of an item (and link).
    await addColumn(runner, 'campaign_log_record', 'hits', withDefault(1, whole));
    // The mail provider's domain, or whatever a channel groups its addresses by.
    await addColumn(runner, 'campaign_log_record', 'address_group', nullable(line(100)));
    // Imports find the accounts that contacts name.
    await runner.createIndex(
      'crm_account',
      new TableIndex({ name: 'ix_account_name', columnNames: ['name'] }),
    );
    await runner.dropIndex('campaign_log_record', 'ix_log_target');
    await runner.createIndex(
      'campaign_log_record',
      new TableIndex({
        name: 'ix_log_target',
        columnNames: ['target_type', 'target_id', 'action', 'campaign_id'],
      }),
    );
    await runner.createIndex(
      'campaign_log_record',
      new TableIndex({ name: 'ix_log_date', columnNames: ['action_date'] }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('crm_account', 'ix_account_name');
    await runner.dropIndex('campaign_log_record', 'ix_log_date');
    await runner.dropIndex('campaign_log_record', 'ix_log_target');
    await runner.createIndex(
      'campaign_log_record',
      new TableIndex({ name: 'ix_log_target', columnNames: ['target_type', 'target_id'] }),
    );
    await runner.dropColumn('campaign_log_record', 'address_group');
    await runner.dropColumn('campaign_log_record', 'hits');
    for (const name of Object.keys(TABLES).reverse()) await runner.dropTable(name);
  }
}
