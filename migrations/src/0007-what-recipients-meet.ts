import { createHash } from 'node:crypto';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  addColumn,
  bytes,
  changeColumn,
  dropColumn,
  exact,
  flag,
  line,
  moment,
  nullable,
  remakeTable,
  whole,
} from './columns.js';
import { joinParts, partsOf } from './parts.js';

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
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropColumn(runner, 'email_template', 'inline_images');
    await runner.query(`DELETE FROM media_file WHERE width IS NULL`);
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
  for (const { id } of await runner.query(`SELECT id FROM template_attachment`)) {
    const [row] = await runner.query(`SELECT content, created_at FROM template_attachment WHERE id = ${id}`);
    const hash = createHash('sha256').update(row.content).digest('hex').slice(0, 40);
    const [known] = await runner.query(`SELECT hash FROM media_content WHERE hash = '${hash}' AND part = 0`);
    if (!known)
      for (const [part, content] of partsOf(Buffer.from(row.content)).entries())
        await runner.query(
          `INSERT INTO media_content (hash, part, created_at, content) VALUES (?, ?, ?, ?)`,
          [hash, part, row.created_at, content],
        );
    await runner.query(`UPDATE template_attachment SET hash = '${hash}' WHERE id = ${id}`);
  }
  await changeColumn(runner, 'template_attachment', 'hash', exact(40));
  await dropColumn(runner, 'template_attachment', 'content');
}

async function attachmentsOutOfMedia(runner: QueryRunner): Promise<void> {
  await addColumn(runner, 'template_attachment', 'content', nullable(bytes));
  for (const { id, hash } of await runner.query(`SELECT id, hash FROM template_attachment`)) {
    const parts = await runner.query(
      `SELECT content FROM media_content WHERE hash = '${hash}' ORDER BY part`,
    );
    const content = Buffer.concat(parts.map((part: { content: Buffer }) => part.content));
    await runner.query(`UPDATE template_attachment SET content = ? WHERE id = ?`, [content, id]);
  }
  await changeColumn(runner, 'template_attachment', 'content', bytes);
  await dropColumn(runner, 'template_attachment', 'hash');
}
