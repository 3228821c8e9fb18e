import { type MigrationInterface, type QueryRunner, TableIndex } from 'typeorm';
import {
  addColumn,
  bytes,
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
  withDefault,
} from './columns.js';

const TABLES: Record<string, TableParts> = {
  // One verdict of one report about one address, with what it did. Channel-neutral: a receipt of a text
  // message comes here as well as a bounce.
  delivery_report: {
    columns: {
      ...ordinary,
      channel: line(20),
      address: nullable(line(320)),
      address_key: nullable(exact(320)),
      queue_item_id: nullable(whole),
      kind: line(12),
      status: line(20),
      reason: line(40),
      diagnostic: nullable(line(1000)),
      evidence: nullable(line(20)),
      // How the item was found; null: it was not.
      matched_by: nullable(line(20)),
      counts_against_address: flag,
      effect: line(20),
      source: line(20),
      source_id: nullable(line(24)),
      reported_at: moment,
      undone_at: nullable(moment),
      undone_by: nullable(line(255)),
    },
    indices: {
      ix_report_item: ['queue_item_id', 'kind'],
      ix_report_address: ['channel', 'address_key', 'kind', 'reported_at'],
      ix_report_source: ['source_id'],
    },
  },
  group_mailbox: {
    columns: {
      ...ordinary,
      name: line(255),
      email_address: nullable(line(254)),
      status: line(10),
      host: line(255),
      port: whole,
      security: line(20),
      username: line(255),
      password: nullable(long),
      auth_method: line(10),
      oauth_token_url: nullable(line(2000)),
      oauth_client_id: nullable(line(255)),
      oauth_client_secret: nullable(long),
      oauth_refresh_token: nullable(long),
      oauth_scope: nullable(line(1000)),
      folders: long,
      fetch_since: nullable(moment),
      handled_action: line(20),
      handled_folder: nullable(line(255)),
      idle: withDefault(1, whole),
      smtp_account_id: nullable(line(24)),
      last_checked_at: nullable(moment),
      last_success_at: nullable(moment),
      last_error: nullable(line(1000)),
      checked_by: nullable(line(100)),
      checked_until: nullable(moment),
    },
  },
  group_mailbox_folder: {
    columns: {
      mailbox_id: whole,
      path: exact(255),
      // 32 bits without a sign, more than an integer column holds.
      uid_validity: line(12),
      last_uid: line(12),
      last_error: nullable(line(1000)),
    },
    primary: ['mailbox_id', 'path'],
    parents: { mailbox_id: 'group_mailbox' },
  },
  inbound_message: {
    columns: {
      ...ordinary,
      channel: line(20),
      // `mailbox`, or the provider whose webhook brought it.
      source: line(20),
      mailbox_id: nullable(whole),
      folder: nullable(line(255)),
      uid_validity: nullable(line(12)),
      uid: nullable(line(12)),
      // The same message is never handled twice, wherever and however often it is read.
      fingerprint: exact(100),
      kind: line(12),
      status: line(10),
      error: nullable(line(1000)),
      from_address: nullable(line(320)),
      subject: nullable(line(500)),
      message_id: nullable(line(500)),
      queue_item_id: nullable(whole),
      removal_request: nullable(line(10)),
      size: whole,
      cut: flag,
      raw: nullable(bytes),
      raw_until: nullable(moment),
      // What is still to be done to it in its mailbox.
      pending_action: nullable(line(20)),
    },
    uniques: { ux_inbound_fingerprint: ['fingerprint'] },
    indices: {
      ix_inbound_pending: ['mailbox_id', 'pending_action'],
      ix_inbound_raw: ['raw_until'],
      ix_inbound_created: ['created_at'],
      ix_inbound_item: ['queue_item_id'],
      ix_inbound_removal: ['removal_request'],
    },
  },
};

/** What comes back to the sender: group mailboxes, raw messages, verdicts (issue 3). */
export class WhatCameBack0002 implements MigrationInterface {
  name = 'WhatCameBack1780000000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, parts] of Object.entries(TABLES)) await createTable(runner, name, parts);
    // Soft bounces from before a person said that the address is good do not count.
    await addColumn(runner, 'address_status', 'bounces_from', nullable(moment));
    // Envelope sender of what goes out through this account.
    await addColumn(runner, 'smtp_account', 'bounce_address', nullable(line(254)));
    // Finds the item of a report that names nothing but an address.
    await runner.createIndex(
      'queue_item',
      new TableIndex({ name: 'ix_queue_address', columnNames: ['address_key', 'sent_at'] }),
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('queue_item', 'ix_queue_address');
    await runner.dropColumn('smtp_account', 'bounce_address');
    await runner.dropColumn('address_status', 'bounces_from');
    for (const name of Object.keys(TABLES).reverse()) await runner.dropTable(name);
  }
}
