import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  bytes,
  createTable,
  exact,
  flag,
  key,
  line,
  long,
  moment,
  money,
  nullable,
  ordinary,
  type TableParts,
  whole,
  withDefault,
} from './columns.js';

const target = { target_type: line(40), target_id: line(64) };

const person = {
  ...ordinary,
  first_name: nullable(line(100)),
  last_name: nullable(line(100)),
};

const contactData = {
  phone_number: nullable(line(50)),
  address_street: nullable(line(255)),
  address_city: nullable(line(100)),
  address_state: nullable(line(100)),
  address_postal_code: nullable(line(40)),
  address_country: nullable(line(100)),
  description: nullable(long),
};

const TABLES: Record<string, TableParts> = {
  setting: { columns: { name: line(64), value: long, modified_at: moment }, primary: ['name'] },

  // -- audience
  target_list: {
    columns: {
      ...ordinary,
      name: line(255),
      category: nullable(line(100)),
      description: nullable(long),
      entry_count: withDefault(0, whole),
      opted_out_count: withDefault(0, whole),
      source_campaign_id: nullable(line(24)),
    },
  },
  // A removed member who had opted out stays as a row with listed = 0, so that adding them again
  // does not forget it.
  target_list_member: {
    columns: {
      id: key,
      list_id: whole,
      ...target,
      listed: withDefault(1, whole),
      opted_out: flag,
      added_by: withDefault('manual', line(20)),
      created_at: moment,
    },
    uniques: { ux_member: ['list_id', 'target_type', 'target_id'] },
    indices: { ix_member_target: ['target_type', 'target_id', 'list_id'] },
    parents: { list_id: 'target_list' },
  },
  address_status: {
    columns: {
      ...ordinary,
      channel: line(20),
      address: line(320),
      address_key: exact(320),
      opted_out: flag,
      invalid: flag,
      soft_bounce_count: withDefault(0, whole),
      last_event: nullable(line(100)),
      last_event_at: nullable(moment),
    },
    uniques: { ux_address_status: ['channel', 'address_key'] },
  },

  // -- crm
  crm_account: {
    columns: {
      ...ordinary,
      name: line(255),
      website: nullable(line(255)),
      industry: nullable(line(100)),
      ...contactData,
    },
  },
  crm_contact: {
    columns: { ...person, title: nullable(line(100)), account_id: nullable(whole), ...contactData },
    indices: { ix_contact_account: ['account_id'] },
  },
  crm_lead: {
    columns: {
      ...person,
      title: nullable(line(100)),
      account_name: nullable(line(255)),
      status: line(40),
      source: nullable(line(100)),
      campaign_id: nullable(line(24)),
      ...contactData,
    },
  },
  crm_user: { columns: { ...person, user_name: line(100), title: nullable(line(100)), ...contactData } },
  crm_address: {
    columns: {
      id: key,
      ...target,
      channel: line(20),
      address: line(320),
      address_key: exact(320),
      is_primary: withDefault(1, whole),
    },
    indices: {
      ix_crm_address_target: ['target_type', 'target_id', 'channel'],
      ix_crm_address_key: ['channel', 'address_key'],
    },
  },

  // -- campaigns
  campaign: {
    columns: {
      ...ordinary,
      name: line(255),
      status: line(20),
      type: line(40),
      start_date: nullable(moment),
      end_date: nullable(moment),
      budget: nullable(money),
      description: nullable(long),
      archived_at: nullable(moment),
    },
  },
  campaign_list: {
    columns: { campaign_id: whole, list_id: whole, excluding: whole, position: whole },
    primary: ['campaign_id', 'list_id', 'excluding'],
    indices: { ix_campaign_list_list: ['list_id'] },
    parents: { campaign_id: 'campaign' },
  },
  tracking_url: {
    columns: {
      ...ordinary,
      campaign_id: whole,
      name: line(255),
      url: nullable(line(2000)),
      action: line(20),
      message: nullable(long),
      automatic: flag,
      archived_at: nullable(moment),
    },
    indices: { ix_tracking_url_campaign: ['campaign_id'] },
  },
  // The ledgers (log, counters, queue) have no foreign keys: what they tell outlives what it was about.
  campaign_log_record: {
    columns: {
      id: key,
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
      // Null, or unique: makes "one record for each item and action" a matter of the database.
      dedupe_key: nullable(exact(80)),
    },
    uniques: { ux_log_dedupe: ['dedupe_key'] },
    indices: {
      ix_log_campaign: ['campaign_id', 'action', 'action_date'],
      ix_log_item: ['queue_item_id', 'action'],
      ix_log_target: ['target_type', 'target_id'],
    },
  },
  campaign_counter: {
    columns: { campaign_id: whole, mailing_id: whole, tracking_url_id: whole, name: line(32), value: whole },
    primary: ['campaign_id', 'mailing_id', 'tracking_url_id', 'name'],
  },

  // -- dispatch
  mailing: {
    columns: {
      ...ordinary,
      channel: line(20),
      name: line(255),
      status: line(20),
      status_reason: nullable(line(1000)),
      start_at: nullable(moment),
      campaign_id: nullable(whole),
      opt_out_entirely: flag,
      // Since when it has been Pending by a person's will: lateness counts from the later of this and start_at.
      pending_since: nullable(moment),
      queued_at: nullable(moment),
      completed_at: nullable(moment),
      // What the last run of the job still allows to be sent; see docs/decisions/0005-runs-grant-batches.md.
      batch_remaining: withDefault(0, whole),
      hold_code: nullable(line(20)),
      hold_reason: nullable(line(1000)),
      archived_at: nullable(moment),
    },
    indices: { ix_mailing_status: ['status', 'start_at'], ix_mailing_campaign: ['campaign_id'] },
  },
  mailing_list: {
    columns: { mailing_id: whole, list_id: whole, excluding: whole, position: whole },
    primary: ['mailing_id', 'list_id', 'excluding'],
    indices: { ix_mailing_list_list: ['list_id'] },
    parents: { mailing_id: 'mailing' },
  },
  mailing_left_out: {
    columns: { mailing_id: whole, reason: line(40), value: whole },
    primary: ['mailing_id', 'reason'],
    parents: { mailing_id: 'mailing' },
  },
  // Filled while a queue is built, and emptied in the same transaction: addresses that the mailing must not
  // use (list_id 0) or that opted out of one list. A derived table would do, but MariaDB cannot index one
  // over a column of this width.
  barred_address: {
    columns: { mailing_id: whole, list_id: whole, address_key: exact(320) },
    primary: ['mailing_id', 'list_id', 'address_key'],
  },
  queue_item: {
    columns: {
      id: key,
      mailing_id: whole,
      channel: line(20),
      target_type: nullable(line(40)),
      target_id: nullable(line(64)),
      address: line(320),
      address_key: exact(320),
      status: line(12),
      skip_reason: nullable(line(40)),
      attempt_count: withDefault(0, whole),
      next_attempt_at: moment,
      claimed_by: nullable(whole),
      sent_at: nullable(moment),
      last_error: nullable(line(1000)),
      is_test: flag,
      // 0 for real items; tests are numbered, so that one address can be tested again and again.
      test_no: withDefault(0, whole),
      // The fate of delivery (unknown, delivered, bounced, complained), apart from that of handing over.
      delivery: withDefault('unknown', line(12)),
      created_at: moment,
    },
    uniques: { ux_queue_recipient: ['mailing_id', 'address_key', 'test_no'] },
    indices: {
      ix_queue_claim: ['mailing_id', 'status', 'next_attempt_at'],
      ix_queue_sent: ['channel', 'sent_at', 'is_test'],
      // Only live claims are not null, so this one stays small.
      ix_queue_claimed: ['claimed_by', 'status'],
      ix_queue_target: ['target_type', 'target_id'],
    },
  },
  provider_reference: {
    columns: { queue_item_id: whole, kind: line(20), value: line(400) },
    indices: {
      ix_provider_reference_item: ['queue_item_id'],
      ix_provider_reference_value: ['kind', 'value'],
    },
  },
  sender: { columns: { id: key, name: line(100), seen_at: moment } },
  dispatch_gate: { columns: { channel: line(20) }, primary: ['channel'] },

  // -- email
  email_template: {
    columns: {
      ...ordinary,
      name: line(255),
      subject: line(500),
      body: long,
      is_html: withDefault(1, whole),
      text_body: nullable(long),
      category: nullable(line(100)),
      one_off: flag,
    },
  },
  template_attachment: {
    columns: {
      ...ordinary,
      template_id: whole,
      name: line(255),
      content_type: line(100),
      size: whole,
      content: bytes,
    },
    indices: { ix_attachment_template: ['template_id'] },
    parents: { template_id: 'email_template' },
  },
  smtp_account: {
    columns: {
      ...ordinary,
      name: line(255),
      host: line(255),
      port: whole,
      security: line(20),
      username: nullable(line(255)),
      password: nullable(long),
      max_connections: nullable(whole),
      from_address: nullable(line(254)),
      from_name: nullable(line(255)),
      reply_to_address: nullable(line(254)),
      reply_to_name: nullable(line(255)),
      dkim_domain: nullable(line(255)),
      dkim_selector: nullable(line(100)),
      dkim_private_key: nullable(long),
    },
  },
  mass_email: {
    columns: {
      mailing_id: whole,
      template_id: nullable(whole),
      from_address: nullable(line(254)),
      from_name: nullable(line(255)),
      reply_to_address: nullable(line(254)),
      reply_to_name: nullable(line(255)),
      smtp_account_id: nullable(whole),
      store_sent_emails: flag,
      open_tracking: nullable(whole),
      track_all_links: flag,
    },
    primary: ['mailing_id'],
    indices: { ix_mass_email_template: ['template_id'] },
    parents: { mailing_id: 'mailing' },
  },
  sent_message: { columns: { queue_item_id: whole, content: bytes }, primary: ['queue_item_id'] },

  // -- scheduling
  scheduled_job: {
    columns: {
      ...ordinary,
      job: line(100),
      name: line(100),
      scheduling: line(100),
      timezone: line(64),
      status: line(10),
      last_run_at: nullable(moment),
      next_run_at: nullable(moment),
      running_token: nullable(line(100)),
      running_until: nullable(moment),
    },
    uniques: { ux_scheduled_job: ['job'] },
  },
  scheduled_job_run: {
    columns: {
      ...ordinary,
      job_id: whole,
      started_at: moment,
      finished_at: nullable(moment),
      status: line(12),
      trigger_kind: line(12),
      summary: nullable(long),
      error: nullable(long),
    },
    indices: { ix_job_run: ['job_id', 'started_at'] },
    parents: { job_id: 'scheduled_job' },
  },

  // -- admin
  sign_in: {
    columns: { ...ordinary, email: line(254), password_hash: line(255), role: line(40) },
    uniques: { ux_sign_in: ['email'] },
  },
  session: {
    columns: { id: key, token_hash: line(64), sign_in_id: whole, expires_at: moment },
    uniques: { ux_session: ['token_hash'] },
    parents: { sign_in_id: 'sign_in' },
  },
  api_key: {
    columns: {
      ...ordinary,
      name: line(255),
      token_hash: line(64),
      hint: line(20),
      last_used_at: nullable(moment),
      expires_at: nullable(moment),
    },
    uniques: { ux_api_key: ['token_hash'] },
  },
  audit_record: {
    columns: {
      ...ordinary,
      actor: line(255),
      action: line(20),
      subject_type: line(60),
      subject_id: nullable(line(64)),
      details: nullable(long),
    },
    indices: { ix_audit_created: ['created_at'] },
  },
};

/** Everything that issue 2 needs; see docs/architecture.md for how the tables hang together. */
export class Initial0001 implements MigrationInterface {
  name = 'Initial1780000000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, parts] of Object.entries(TABLES)) await createTable(runner, name, parts);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const name of Object.keys(TABLES).reverse()) await runner.dropTable(name);
  }
}
