import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { facteurMigrations } from '@facteur/migrations';
import { createDataSource } from '@facteur/platform';
import { newDatabase, onBothDatabases, type TestDatabase } from '../support/databases.js';

const MB = 1024 * 1024;

onBothDatabases('a database of before', (kind) => {
  let database: TestDatabase;
  let folder: string;
  let source: DataSource | undefined;
  beforeEach(async () => {
    database = await newDatabase(kind);
    folder = await mkdtemp(join(tmpdir(), 'facteur-'));
  });
  afterEach(async () => {
    await source?.destroy();
    source = undefined;
    await database.drop();
    await rm(folder, { recursive: true });
  });

  /** As it was when there were so many migrations. */
  async function upTo(count: number): Promise<void> {
    await source?.destroy();
    const url = kind === 'SQLite' ? `sqlite:${join(folder, 'db')}` : database.url;
    const parts = { entities: [], migrations: facteurMigrations.slice(0, count) };
    source = await createDataSource(url, parts).initialize();
    await source.runMigrations();
  }

  it('keeps its pictures, files and copies, up and down again', async () => {
    await upTo(6);
    const query = (sql: string, values: unknown[] = []) => source!.query(sql, values);
    const now = '2026-01-01 00:00:00.000';
    const file = Buffer.alloc(2.5 * MB, 'file ');
    const copy = Buffer.alloc(1.5 * MB, 'copy ');
    await query(
      `INSERT INTO email_template (public_id, created_at, modified_at, name, subject, body) VALUES ('t', ?, ?, 'T', 'S', 'B')`,
      [now, now],
    );
    const [{ id }] = await query(`SELECT id FROM email_template`);
    for (const name of ['one', 'other'])
      await query(
        `INSERT INTO template_attachment (public_id, created_at, modified_at, template_id, name, content_type, size, content)
         VALUES (?, ?, ?, ?, ?, 'text/plain', ?, ?)`,
        [name, now, now, id, name, file.length, file],
      );
    await query(`INSERT INTO sent_message (queue_item_id, content) VALUES (7, ?)`, [copy]);
    await query(`INSERT INTO media_content (hash, created_at, content) VALUES ('h', ?, ?)`, [
      now,
      Buffer.from('picture'),
    ]);

    await upTo(7);
    const whole = async (sql: string) =>
      Buffer.concat((await query(sql)).map((row: { content: Buffer }) => row.content));
    const [{ hash }] = await query(`SELECT hash FROM template_attachment WHERE name = 'other'`);
    const contentSql = `SELECT content FROM media_content WHERE hash = '${hash}' ORDER BY part`;
    expect((await whole(contentSql)).equals(file)).toBe(true);
    expect(await query(`SELECT part FROM media_content WHERE hash = '${hash}'`)).toHaveLength(3);
    expect(String(await whole(`SELECT content FROM media_content WHERE hash = 'h'`))).toBe('picture');
    const large = [copy.subarray(0, MB), copy.subarray(MB)];
    await query(`DELETE FROM sent_message`);
    for (const [part, content] of large.entries())
      await query(`INSERT INTO sent_message (queue_item_id, part, content) VALUES (7, ?, ?)`, [
        part,
        content,
      ]);

    await source!.undoLastMigration();
    const [attachment] = await query(`SELECT content FROM template_attachment WHERE name = 'one'`);
    expect(Buffer.from(attachment.content).equals(file)).toBe(true);
    expect((await whole(`SELECT content FROM sent_message`)).equals(copy)).toBe(true);
    await upTo(7);
    expect((await whole(contentSql)).equals(file)).toBe(true);
  });

  it('knows what its forms proved and who left, and makes no proof of what was not asked', async () => {
    await upTo(7);
    const query = (sql: string, values: unknown[] = []) => source!.query(sql, values);
    const now = '2026-01-01 00:00:00.000';
    const insert = (table: string, row: Record<string, unknown>) =>
      query(
        `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row)
          .map(() => '?')
          .join(', ')})`,
        Object.values(row),
      );
    const ordinary = (publicId: string) => ({ public_id: publicId, created_at: now, modified_at: now });
    await insert('target_list', { id: 1, ...ordinary('l'), name: 'L' });
    await insert('lead_form', {
      ...{ id: 1, ...ordinary('f'), name: 'Box', status: 'Active', campaign_id: 1, list_id: 1 },
      // It asks by now; it did not when somebody filled it in.
      ...{ target_type: 'Lead', fields: '[]', double_opt_in: 1, max_per_hour: 300 },
    });
    for (const [index, name] of ['asked', 'typed', 'moved'].entries()) {
      await insert('lead_submission', {
        ...{ ...ordinary(name), form_id: 1, status: 'Done', address: `${name}@x`, address_key: `${name}@x` },
        ...{ values_json: '{}', sender_hash: 'h', target_type: 'Lead', target_id: name, confirmed_at: now },
        expires_at: name === 'typed' ? null : now,
      });
      // Somebody whom the form brought to another list is on none of this one.
      if (name === 'moved') continue;
      await insert('target_list_member', {
        ...{ list_id: 1, target_type: 'Lead', target_id: name, added_by: 'form', created_at: now },
        ...{ opted_out: index === 0 ? 1 : 0, opted_out_at: index === 0 ? now : null },
      });
    }
    await insert('crm_address', {
      ...{ target_type: 'Lead', target_id: 'asked', channel: 'email', address: 'asked@x' },
      address_key: 'asked@x',
    });
    await upTo(8);
    const rows: Record<string, string>[] = await query(
      `SELECT c.action, c.target_id AS who, c.address_key AS address, o.name
       FROM consent_record c JOIN consent_origin o ON o.id = c.origin_id ORDER BY c.id`,
    );
    expect(rows.map(({ action, who, address, name }) => [action, who, address, name])).toEqual([
      ['Added', 'asked', null, null],
      ['Added', 'typed', null, null],
      ['Confirmed', 'asked', 'asked@x', 'Box'],
      ['Given', 'typed', 'typed@x', 'Box'],
      ['Withdrawn', 'asked', 'asked@x', null],
    ]);
    await source!.undoLastMigration();
    await upTo(8);
  });

  it('keeps what its providers called messages, and brings back what was archived when it goes down', async () => {
    await upTo(9);
    const query = (sql: string) => source!.query(sql);
    const now = `'2026-01-01 00:00:00.000'`;
    for (const id of [5, 6])
      await query(
        `INSERT INTO provider_reference (queue_item_id, kind, value) VALUES (${id}, 'id', 'm${id}')`,
      );
    await query(
      `INSERT INTO queue_item (id, mailing_id, channel, address, address_key, status, next_attempt_at, created_at)
       VALUES (5, 1, 'email', 'a@x', 'a@x', 'Sent', ${now}, ${now})`,
    );
    await query(
      `INSERT INTO campaign_log_record (id, campaign_id, mailing_id, queue_item_id, action, action_date, hits)
       VALUES (7, 1, 1, 5, 'Opened', ${now}, 3)`,
    );
    await upTo(10);
    const references = `SELECT queue_item_id AS item, value FROM provider_reference ORDER BY queue_item_id`;
    const known = [
      { item: 5, value: 'm5' },
      { item: 6, value: 'm6' },
    ];
    expect(await query(references)).toMatchObject(known);
    // As Clean Up would.
    const columns = async (table: string) =>
      kind === 'SQLite'
        ? (await query(`SELECT GROUP_CONCAT(name) AS list FROM pragma_table_info('${table}')`))[0].list
        : (
            await query(
              `SELECT GROUP_CONCAT(column_name) AS list FROM information_schema.columns
               WHERE table_schema = DATABASE() AND table_name = '${table}'`,
            )
          )[0].list;
    for (const [from, to] of [
      ['queue_item', 'queue_item_archive'],
      ['campaign_log_record', 'campaign_log_archive'],
    ] as const) {
      const list = await columns(from);
      await query(`INSERT INTO ${to} (${list}) SELECT ${list} FROM ${from}`);
      await query(`DELETE FROM ${from}`);
    }
    await source!.undoLastMigration();
    expect(await query(`SELECT id, address FROM queue_item`)).toMatchObject([{ id: 5, address: 'a@x' }]);
    expect(await query(`SELECT id, hits FROM campaign_log_record`)).toMatchObject([{ id: 7, hits: 3 }]);
    expect(await query(references)).toMatchObject(known);
    await upTo(10);
    expect(await query(references)).toMatchObject(known);
  });

  it('knows of each mark of an address whose word it is', async () => {
    await upTo(16);
    const query = (sql: string) => source!.query(sql);
    const now = `'2026-01-01 00:00:00.000'`;
    for (const [name, optedOut, invalid, by] of [
      ['complained', 1, 0, `'report'`],
      ['bounced', 0, 1, `'report'`],
      ['left', 1, 0, `'person'`],
      ['good', 0, 0, 'NULL'],
    ])
      await query(
        `INSERT INTO address_status
           (public_id, created_at, modified_at, channel, address, address_key, opted_out, invalid, last_event, last_event_by)
         VALUES ('${name}', ${now}, ${now}, 'email', '${name}', '${name}', ${optedOut}, ${invalid}, 'why', ${by})`,
      );
    await upTo(17);
    const words = () =>
      query('SELECT address_key AS name, opted_out_by AS out_by, invalid_by FROM address_status ORDER BY id');
    const expected = [
      { name: 'complained', out_by: 'report', invalid_by: null },
      { name: 'bounced', out_by: null, invalid_by: 'report' },
      { name: 'left', out_by: 'person', invalid_by: null },
      { name: 'good', out_by: null, invalid_by: null },
    ];
    expect((await words()).map((row: object) => ({ ...row }))).toEqual(expected);
    await source!.undoLastMigration();
    await upTo(17);
    expect((await words()).map((row: object) => ({ ...row }))).toEqual(expected);
  });
});
