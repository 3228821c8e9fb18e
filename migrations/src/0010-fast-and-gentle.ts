import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import {
  addColumn,
  type Column,
  createTable,
  dropColumn,
  line,
  long,
  moment,
  nullable,
  ordinary,
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
  mailing: { pace_stamp: nullable(line(32)) },
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

/** Items of a group whose cap is reached must not be walked over to find those of others. */
const CLAIM = ['mailing_id', 'status', 'receiver_rule', 'next_attempt_at'];

/** What sending fast, and not faster than receivers bear, needs. */
export class FastAndGentle0010 implements MigrationInterface {
  name = 'FastAndGentle1780000000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(COLUMNS))
      for (const [name, column] of Object.entries(columns)) await addColumn(runner, table, name, column);
    for (const [name, parts] of Object.entries(TABLES)) await createTable(runner, name, parts);
    await reindex(runner, 'queue_item', 'ix_queue_claim', CLAIM);
    // By its channel alone it was taken for finding a record's address wherever the database had not counted its rows
    // yet (after an import and a crash): all addresses were read for each record, of 200 in 20,000 for 5.7 s, now 5 ms.
    await reindex(runner, 'crm_address', 'ix_crm_address_key', ['address_key', 'channel']);
  }

  async down(runner: QueryRunner): Promise<void> {
    await reindex(runner, 'crm_address', 'ix_crm_address_key', ['channel', 'address_key']);
    await reindex(runner, 'queue_item', 'ix_queue_claim', ['mailing_id', 'status', 'next_attempt_at']);
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
