import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
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
  remakeTable,
  type TableParts,
  whole,
  withDefault,
} from './columns.js';

/** Columns by table. */
const COLUMNS: Record<string, Record<string, Column>> = {
  // By which SMTP client mailings go out; null: as the settings say.
  smtp_account: { client: nullable(line(20)) },
  // Rules of pace that an item goes by: of its receivers, and of the account it was claimed for; 0: none.
  queue_item: { receiver_rule: withDefault(0, whole), account_rule: withDefault(0, whole) },
  // Written by each claim: locks of a cluster's node are its own, and what must exclude must write the same row.
  dispatch_gate: { turn: withDefault(0, whole) },
  // By which rules its items were told apart last.
  // And what both who archives and who writes to the log of an old one must write.
  mailing: { pace_stamp: nullable(line(32)), archive_turn: withDefault(0, whole) },
};

const TABLES: Record<string, TableParts> = {
  // How far each file of waiting opens and clicks is recorded; moved on in the transaction that records them.
  hit_spool: {
    columns: { name: line(160), position: whole, modified_at: moment },
    primary: ['name'],
  },
  pace_rule: {
    columns: {
      ...ordinary,
      channel: line(20),
      name: line(255),
      account: nullable(line(64)),
      receivers: nullable(long),
      per_minute: nullable(whole),
      per_hour: nullable(whole),
      per_day: nullable(whole),
      at_once: nullable(whole),
      days: nullable(line(7)),
      open_from: nullable(line(5)),
      open_until: nullable(line(5)),
      timezone: nullable(line(64)),
      warm_up_from: nullable(moment),
      warm_up_first: nullable(whole),
      warm_up_factor: nullable(whole),
      slow_level: withDefault(0, whole),
      slowed_at: nullable(moment),
      slow_base: nullable(whole),
      slow_reason: nullable(line(1000)),
    },
  },
  // Messages by rule and slot of time: what lies in a window is what its caps count. No foreign key: what was handed over
  // by a rule that is gone meanwhile must be settled all the same.
  pace_count: {
    columns: { rule_id: whole, span: line(6), slot: whole, used: whole },
    primary: ['rule_id', 'span', 'slot'],
    indices: { ix_pace_count_slot: ['span', 'slot'] },
  },
};

/** What lies in the archive keeps the id that links carry. */
const KEPT = { id: whole };

/**
 * Where Clean Up puts what is old: the columns of the table that it came from (a test holds them together), and only the
 * indices by which something is still looked for.
 */
const ARCHIVES: Record<string, TableParts> = {
  queue_item_archive: {
    columns: {
      ...KEPT,
      mailing_id: whole,
      channel: line(20),
      target_type: nullable(line(40)),
      target_id: nullable(line(64)),
      address: line(320),
      address_key: exact(320),
      status: line(12),
      skip_reason: nullable(line(40)),
      attempt_count: whole,
      next_attempt_at: moment,
      claimed_by: nullable(whole),
      sent_at: nullable(moment),
      last_error: nullable(line(1000)),
      is_test: flag,
      test_no: whole,
      delivery: line(12),
      created_at: moment,
      receiver_rule: whole,
      account_rule: whole,
    },
    primary: ['id'],
    indices: {
      ix_queue_archive_mailing: ['mailing_id', 'status'],
      ix_queue_archive_target: ['target_type', 'target_id'],
      ix_queue_archive_address: ['address_key', 'channel'],
    },
  },
  campaign_log_archive: {
    columns: {
      ...KEPT,
      campaign_id: whole,
      mailing_id: nullable(whole),
      queue_item_id: nullable(whole),
      action: line(20),
      action_date: moment,
      target_type: nullable(line(40)),
      target_id: nullable(line(64)),
      address: nullable(line(320)),
      tracking_url_id: nullable(whole),
      is_test: flag,
      is_bot: flag,
      details: nullable(long),
      dedupe_key: nullable(exact(80)),
      hits: whole,
      address_group: nullable(line(100)),
      object_type: nullable(line(40)),
      object_id: nullable(line(24)),
      stored_copy: flag,
    },
    primary: ['id'],
    indices: {
      ix_log_archive_campaign: ['campaign_id', 'action', 'action_date'],
      ix_log_archive_item: ['queue_item_id'],
      ix_log_archive_target: ['target_type', 'target_id', 'action', 'campaign_id'],
    },
  },
};

const LIVE: Record<string, string> = {
  queue_item_archive: 'queue_item',
  campaign_log_archive: 'campaign_log_record',
};

const REFERENCE = { queue_item_id: whole, kind: line(20), value: line(400) };
const REFERENCE_VALUES = { queue_item_id: 'queue_item_id', kind: 'kind', value: 'value' };
const REFERENCE_INDICES = {
  ix_provider_reference_item: ['queue_item_id'],
  ix_provider_reference_value: ['kind', 'value'],
};

/** Items of a group whose cap is reached must not be walked over to find those of others. */
const CLAIM = ['mailing_id', 'status', 'receiver_rule', 'next_attempt_at'];

const MEMBER_STATE = { name: 'ix_member_state', columnNames: ['list_id', 'opted_out', 'listed'] };

const TARGET = ['target_type', 'target_id'];

/** What sending fast, and not faster than receivers bear, needs. */
export class FastAndGentle0010 implements MigrationInterface {
  name = 'FastAndGentle1780000000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(COLUMNS))
      for (const [name, column] of Object.entries(columns)) await addColumn(runner, table, name, column);
    for (const [name, parts] of Object.entries({ ...TABLES, ...ARCHIVES }))
      await createTable(runner, name, parts);
    // A cluster deletes no rows without a primary key.
    await runner.dropIndex('provider_reference', 'ix_provider_reference_item');
    await runner.dropIndex('provider_reference', 'ix_provider_reference_value');
    await remakeTable(
      runner,
      'provider_reference',
      { columns: { id: key, ...REFERENCE }, indices: REFERENCE_INDICES },
      REFERENCE_VALUES,
    );
    await reindex(runner, 'queue_item', 'ix_queue_claim', CLAIM);
    // Whether a record is in a queue is told by the index alone, however many mailings it got before.
    await reindex(runner, 'queue_item', 'ix_queue_target', [...TARGET, 'mailing_id', 'is_test']);
    // Whether anybody of a list opted out, or was taken off it, without reading all of its members.
    await runner.createIndex('target_list_member', new TableIndex(MEMBER_STATE));
    // By its channel alone it was taken for finding a record's address wherever the database had not counted its rows
    // yet (after an import and a crash): all addresses were read for each record, of 200 in 20,000 for 5.7 s, now 5 ms.
    await reindex(runner, 'crm_address', 'ix_crm_address_key', ['address_key', 'channel']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await reindex(runner, 'crm_address', 'ix_crm_address_key', ['channel', 'address_key']);
    await runner.dropIndex('target_list_member', MEMBER_STATE.name);
    await reindex(runner, 'queue_item', 'ix_queue_target', TARGET);
    await reindex(runner, 'queue_item', 'ix_queue_claim', ['mailing_id', 'status', 'next_attempt_at']);
    await runner.dropIndex('provider_reference', 'ix_provider_reference_item');
    await runner.dropIndex('provider_reference', 'ix_provider_reference_value');
    await remakeTable(
      runner,
      'provider_reference',
      { columns: REFERENCE, indices: REFERENCE_INDICES },
      REFERENCE_VALUES,
    );
    // What lies in the archives comes back: it is what happened.
    for (const [archive, parts] of Object.entries(ARCHIVES)) {
      const columns = Object.keys(parts.columns).join(', ');
      await runner.query(`INSERT INTO {${LIVE[archive]}} (${columns}) SELECT ${columns} FROM {${archive}}`);
      await runner.dropTable(archive);
    }
    for (const name of Object.keys(TABLES).reverse()) await runner.dropTable(name);
    for (const [table, columns] of Object.entries(COLUMNS))
      for (const name of Object.keys(columns)) await dropColumn(runner, table, name);
  }
}

async function reindex(
  runner: QueryRunner,
  table: string,
  name: string,
  columnNames: string[],
): Promise<void> {
  await runner.dropIndex(table, name);
  await runner.createIndex(table, new TableIndex({ name, columnNames }));
}
