import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  addColumn,
  createTable,
  dropColumn,
  exact,
  key,
  line,
  long,
  moment,
  nullable,
  type TableParts,
  whole,
} from './columns.js';

const TABLES: Record<string, TableParts> = {
  // What somebody agreed to, as they read it; once for all who did.
  consent_words: {
    columns: { hash: exact(40), created_at: moment, words: long },
    primary: ['hash'],
  },
  // How people came, or left; once for all who did so in one way.
  consent_origin: {
    columns: {
      id: key,
      hash: exact(40),
      method: line(20),
      name: nullable(line(255)),
      actor: nullable(line(255)),
      page: nullable(line(1000)),
      words_hash: nullable(exact(40)),
    },
    uniques: { ux_consent_origin: ['hash'] },
  },
  // What happened between a record or an address and a list; only added to. List 0: no list in particular, or all.
  consent_record: {
    columns: {
      id: key,
      recorded_at: moment,
      occurred_at: moment,
      list_id: whole,
      channel: nullable(line(20)),
      address: nullable(line(320)),
      address_key: nullable(exact(320)),
      target_type: nullable(line(40)),
      target_id: nullable(line(64)),
      action: line(12),
      origin_id: whole,
    },
    indices: {
      ix_consent_list: ['list_id', 'occurred_at'],
      // In the order of its rows a list is walked through piece by piece.
      ix_consent_walk: ['list_id', 'id'],
      ix_consent_address: ['address_key', 'list_id'],
      ix_consent_target: ['target_type', 'target_id'],
      ix_consent_origin: ['origin_id'],
    },
  },
};

/** What was agreed to, and where. */
const SUBMISSION = {
  list_id: nullable(whole),
  page: nullable(line(1000)),
  words_hash: nullable(exact(40)),
};

/** How and when people came to lists and left them, and lists that ask for proof of it. */
export class Consent0008 implements MigrationInterface {
  name = 'Consent1780000000008';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, parts] of Object.entries(TABLES)) await createTable(runner, name, parts);
    await addColumn(runner, 'target_list', 'consent_needed', nullable(line(12)));
    await addColumn(runner, 'lead_form', 'consent_text', nullable(long));
    for (const [name, column] of Object.entries(SUBMISSION))
      await addColumn(runner, 'lead_submission', name, column);
    await addColumn(runner, 'import_run', 'actor', nullable(line(255)));
    await whatIsKnown(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropColumn(runner, 'import_run', 'actor');
    for (const name of Object.keys(SUBMISSION)) await dropColumn(runner, 'lead_submission', name);
    await dropColumn(runner, 'lead_form', 'consent_text');
    await dropColumn(runner, 'target_list', 'consent_needed');
    for (const name of Object.keys(TABLES).reverse()) await runner.dropTable(name);
  }
}

/** Of those who are on lists already: how they came, when they left, and which forms they filled in. */
async function whatIsKnown(runner: QueryRunner): Promise<void> {
  const ways: { added_by: string }[] = await runner.query(
    `SELECT DISTINCT added_by FROM {target_list_member}`,
  );
  for (const method of new Set([...ways.map((row) => row.added_by), 'unknown']))
    await runner.query(`INSERT INTO {consent_origin} (hash, method) VALUES (?, ?)`, [
      `known-${method}`,
      method,
    ]);
  await runner.query(
    `INSERT INTO {consent_record} (recorded_at, occurred_at, list_id, target_type, target_id, action, origin_id)
     SELECT m.created_at, m.created_at, m.list_id, m.target_type, m.target_id, 'Added', o.id
     FROM {target_list_member} m
     JOIN {consent_origin} o ON o.hash = ${concat(runner, `'known-'`, 'm.added_by')}
     WHERE m.added_by <> 'segment'`,
  );
  await formsThatWereFilledIn(runner);
  await whoLeft(runner);
}

/** Proven is what was asked about (it had a time to be answered in), for the list that a form brought somebody to. */
async function formsThatWereFilledIn(runner: QueryRunner): Promise<void> {
  for (const { id, name } of await runner.query(`SELECT id, name FROM {lead_form}`)) {
    const hash = `known-form-${Number(id)}`;
    await runner.query(`INSERT INTO {consent_origin} (hash, method, name) VALUES (?, 'form', ?)`, [
      hash,
      name,
    ]);
    await runner.query(
      `INSERT INTO {consent_record}
         (recorded_at, occurred_at, list_id, channel, address, address_key, target_type, target_id, action, origin_id)
       SELECT s.created_at, COALESCE(s.confirmed_at, s.created_at), f.list_id, 'email', s.address, s.address_key,
              s.target_type, s.target_id, CASE WHEN s.expires_at IS NULL THEN 'Given' ELSE 'Confirmed' END,
              (SELECT id FROM {consent_origin} WHERE hash = '${hash}')
       FROM {lead_submission} s
       JOIN {lead_form} f ON f.id = s.form_id
       JOIN {target_list_member} m
         ON m.list_id = f.list_id
         AND m.target_type = s.target_type
         AND m.target_id = s.target_id
         AND m.added_by = 'form'
       WHERE s.status = 'Done'
         AND f.id = ?`,
      [id],
    );
  }
}

/** By their addresses, where records are the built-in ones; by the record itself as well, which is all that is known of others. */
async function whoLeft(runner: QueryRunner): Promise<void> {
  const unknown = `(SELECT id FROM {consent_origin} WHERE hash = 'known-unknown')`;
  const ofRecord = '{crm_address} b WHERE b.target_type = m.target_type AND b.target_id = m.target_id';
  for (const [address, join, where = ''] of [
    ['NULL, NULL, NULL', '', `AND NOT EXISTS (SELECT 1 FROM ${ofRecord})`],
    [
      'a.channel, a.address, a.address_key',
      'JOIN {crm_address} a ON a.target_type = m.target_type AND a.target_id = m.target_id',
    ],
  ])
    await runner.query(
      `INSERT INTO {consent_record}
         (recorded_at, occurred_at, list_id, channel, address, address_key, target_type, target_id, action, origin_id)
       SELECT COALESCE(m.opted_out_at, m.created_at), COALESCE(m.opted_out_at, m.created_at), m.list_id, ${address},
              m.target_type, m.target_id, 'Withdrawn', ${unknown}
       FROM {target_list_member} m
       ${join}
       WHERE m.opted_out = 1 ${where}`,
    );
  await runner.query(
    `INSERT INTO {consent_record}
       (recorded_at, occurred_at, list_id, channel, address, address_key, action, origin_id)
     SELECT COALESCE(a.last_event_at, a.modified_at), COALESCE(a.last_event_at, a.modified_at), 0, a.channel,
            a.address, a.address_key, 'Withdrawn', ${unknown}
     FROM {address_status} a
     WHERE a.opted_out = 1`,
  );
}

const concat = (runner: QueryRunner, one: string, other: string) =>
  runner.dataSource.options.type === 'better-sqlite3' ? `(${one} || ${other})` : `CONCAT(${one}, ${other})`;
