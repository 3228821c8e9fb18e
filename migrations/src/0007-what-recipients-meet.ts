import { createHash } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  addColumn,
  bytes,
  changeColumn,
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
import { joinParts, partsOf } from './parts.js';

const RECORDS = ['crm_account', 'crm_contact', 'crm_lead', 'crm_user'];

/** What recipients see of a list. */
const LIST = {
  public_name: nullable(line(255)),
  public_description: nullable(line(1000)),
  less_often_days: nullable(whole),
};

const TABLES: Record<string, TableParts> = {
  // Why somebody left, by the message whose link they followed.
  opt_out_reason: {
    columns: { queue_item_id: whole, campaign_id: whole, created_at: moment, reason: line(20) },
    primary: ['queue_item_id'],
    indices: { ix_opt_out_reason_campaign: ['campaign_id', 'reason'] },
  },
  // What a mailing said, from when on: its template may change later.
  sent_template: {
    columns: {
      id: key,
      mailing_id: whole,
      created_at: moment,
      hash: exact(40),
      subject: line(500),
      body: long,
      is_html: flag,
      text_body: nullable(long),
      language: nullable(line(35)),
      preheader: nullable(line(255)),
      inline_css: withDefault(1, whole),
    },
    indices: { ix_sent_template_mailing: ['mailing_id', 'created_at'] },
  },
  // Who speaks, by the domain of the sender.
  brand: {
    columns: {
      ...ordinary,
      sender_domain: line(255),
      name: nullable(line(255)),
      logo_id: nullable(whole),
      accent_color: nullable(line(7)),
      background_color: nullable(line(7)),
      postal_address: nullable(line(1000)),
      website_url: nullable(line(2000)),
      imprint_url: nullable(line(2000)),
      privacy_url: nullable(line(2000)),
      support_address: nullable(line(254)),
    },
    uniques: { uq_brand_sender_domain: ['sender_domain'] },
  },
};

/** Documents in the library, pictures within letters, and contents in parts that fit into any packet. */
export class WhatRecipientsMeet0007 implements MigrationInterface {
  name = 'WhatRecipientsMeet1780000000007';

  async up(runner: QueryRunner): Promise<void> {
    await remakeTable(
      runner,
      'media_content',
      {
        columns: { hash: exact(40), part: whole, created_at: moment, content: bytes },
        primary: ['hash', 'part'],
      },
      { hash: 'hash', part: '0', created_at: 'created_at', content: 'content' },
    );
    await remakeTable(
      runner,
      'sent_message',
      { columns: { queue_item_id: whole, part: whole, content: bytes }, primary: ['queue_item_id', 'part'] },
      { queue_item_id: 'queue_item_id', part: '0', content: 'content' },
    );
    await attachmentsIntoMedia(runner);
    // A document has no pixels.
    await changeColumn(runner, 'media_file', 'width', nullable(whole));
    await changeColumn(runner, 'media_file', 'height', nullable(whole));
    await changeColumn(runner, 'media_file', 'content_type', line(100));
    await addColumn(runner, 'email_template', 'inline_images', flag);
    await addColumn(runner, 'email_template', 'language', nullable(line(35)));
    await addColumn(runner, 'email_template', 'preheader', nullable(line(255)));
    await addColumn(runner, 'email_template', 'mjml', nullable(long));
    await addColumn(runner, 'email_template', 'inline_css', withDefault(1, whole));
    for (const table of RECORDS) await addColumn(runner, table, 'language', nullable(line(35)));
    for (const [name, parts] of Object.entries(TABLES)) await createTable(runner, name, parts);
    await addColumn(runner, 'campaign', 'public_name', nullable(line(255)));
    await addColumn(runner, 'target_list_member', 'less_often', flag);
    await addColumn(runner, 'address_status', 'paused_until', nullable(moment));
    for (const [name, column] of Object.entries(LIST)) await addColumn(runner, 'target_list', name, column);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropColumn(runner, 'address_status', 'paused_until');
    await dropColumn(runner, 'target_list_member', 'less_often');
    await dropColumn(runner, 'campaign', 'public_name');
    for (const name of Object.keys(LIST)) await dropColumn(runner, 'target_list', name);
    for (const name of Object.keys(TABLES).reverse()) await runner.dropTable(name);
    for (const table of RECORDS) await dropColumn(runner, table, 'language');
    for (const name of ['inline_css', 'mjml', 'preheader', 'language'])
      await dropColumn(runner, 'email_template', name);
    await dropColumn(runner, 'email_template', 'inline_images');
    await runner.query(`DELETE FROM {media_file} WHERE width IS NULL`);
    await changeColumn(runner, 'media_file', 'content_type', line(40));
    await changeColumn(runner, 'media_file', 'height', whole);
    await changeColumn(runner, 'media_file', 'width', whole);
    await attachmentsOutOfMedia(runner);
    await joinParts(runner, 'sent_message', 'queue_item_id');
    await remakeTable(
      runner,
      'sent_message',
      { columns: { queue_item_id: whole, content: bytes }, primary: ['queue_item_id'] },
      { queue_item_id: 'queue_item_id', content: 'content' },
      'part = 0',
    );
    await joinParts(runner, 'media_content', 'hash');
    await remakeTable(
      runner,
      'media_content',
      { columns: { hash: exact(40), created_at: moment, content: bytes }, primary: ['hash'] },
      { hash: 'hash', created_at: 'created_at', content: 'content' },
      'part = 0',
    );
  }
}

/** Files of templates lie where all files lie. One by one: each may be large. */
async function attachmentsIntoMedia(runner: QueryRunner): Promise<void> {
  await addColumn(runner, 'template_attachment', 'hash', nullable(exact(40)));
  for (const { id } of await runner.query(`SELECT id FROM {template_attachment}`)) {
    const [row] = await runner.query(
      `SELECT content, created_at FROM {template_attachment} WHERE id = ${id}`,
    );
    const hash = createHash('sha256').update(row.content).digest('hex').slice(0, 40);
    const [known] = await runner.query(
      `SELECT hash FROM {media_content} WHERE hash = '${hash}' AND part = 0`,
    );
    if (!known)
      for (const [part, content] of partsOf(Buffer.from(row.content)).entries())
        await runner.query(
          `INSERT INTO {media_content} (hash, part, created_at, content) VALUES (?, ?, ?, ?)`,
          [hash, part, row.created_at, content],
        );
    await runner.query(`UPDATE {template_attachment} SET hash = '${hash}' WHERE id = ${id}`);
  }
  await changeColumn(runner, 'template_attachment', 'hash', exact(40));
  await dropColumn(runner, 'template_attachment', 'content');
}

async function attachmentsOutOfMedia(runner: QueryRunner): Promise<void> {
  await addColumn(runner, 'template_attachment', 'content', nullable(bytes));
  for (const { id, hash } of await runner.query(`SELECT id, hash FROM {template_attachment}`)) {
    const parts = await runner.query(
      `SELECT content FROM {media_content} WHERE hash = '${hash}' ORDER BY part`,
    );
    const content = Buffer.concat(parts.map((part: { content: Buffer }) => part.content));
    await runner.query(`UPDATE {template_attachment} SET content = ? WHERE id = ?`, [content, id]);
  }
  await changeColumn(runner, 'template_attachment', 'content', bytes);
  await dropColumn(runner, 'template_attachment', 'hash');
}
