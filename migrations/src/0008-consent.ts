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
      ix_consent_address: ['address_key', 'list_id'],
      ix_consent_target: ['target_type', 'target_id'],
    },
  },
};

/** How and when people came to lists and left them, and lists that ask for proof of it. */
export class Consent0008 implements MigrationInterface {
  name = 'Consent1780000000008';

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, parts] of Object.entries(TABLES)) await createTable(runner, name, parts);
    await addColumn(runner, 'target_list', 'consent_needed', nullable(line(12)));
    await addColumn(runner, 'lead_form', 'consent_text', nullable(long));
    await addColumn(runner, 'lead_submission', 'origin_id', nullable(whole));
    await addColumn(runner, 'import_run', 'actor', nullable(line(255)));
    await whatIsKnown(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropColumn(runner, 'import_run', 'actor');
    await dropColumn(runner, 'lead_submission', 'origin_id');
    await dropColumn(runner, 'lead_form', 'consent_text');
    await dropColumn(runner, 'target_list', 'consent_needed');
    for (const name of Object.keys(TABLES).reverse()) await runner.dropTable(name);
  }
}

/** Of those who are on lists already: how they came, when they left, and which forms they filled in. */
async function whatIsKnown(runner: QueryRunner): Promise<void> {
  const ways: { added_by: string }[] = await runner.query(`SELECT DISTINCT added_by FROM target_list_member`);
  const methods = new Set([...ways.map((row) => row.added_by), 'form', 'unknown']);
  for (const method of methods)
    await runner.query(`INSERT INTO consent_origin (hash, method) VALUES (?, ?)`, [
      `known-${method}`,
      method,
    ]);
  const origin = (method: string) => `(SELECT id FROM consent_origin WHERE hash = 'known-${method}')`;
  await runner.query(
    `INSERT INTO consent_record (recorded_at, occurred_at, list_id, target_type, target_id, action, origin_id)
     SELECT m.created_at, m.created_at, m.list_id, m.target_type, m.target_id, 'Added', o.id
     FROM target_list_member m
     JOIN consent_origin o ON o.method = m.added_by
     WHERE m.added_by <> 'segment'`,
  );
  await runner.query(
    `INSERT INTO consent_record
       (recorded_at, occurred_at, list_id, channel, address, address_key, target_type, target_id, action, origin_id)
     SELECT s.created_at, COALESCE(s.confirmed_at, s.created_at), f.list_id, 'email', s.address, s.address_key,
            s.target_type, s.target_id, CASE WHEN f.double_opt_in = 1 THEN 'Confirmed' ELSE 'Given' END,
            ${origin('form')}
     FROM lead_submission s
     JOIN lead_form f ON f.id = s.form_id
     WHERE s.status = 'Done'`,
  );
  await runner.query(
    `INSERT INTO consent_record (recorded_at, occurred_at, list_id, target_type, target_id, action, origin_id)
     SELECT COALESCE(m.opted_out_at, m.created_at), COALESCE(m.opted_out_at, m.created_at), m.list_id, m.target_type,
            m.target_id, 'Withdrawn', ${origin('unknown')}
     FROM target_list_member m
     WHERE m.opted_out = 1`,
  );
  await runner.query(
    `INSERT INTO consent_record
       (recorded_at, occurred_at, list_id, channel, address, address_key, action, origin_id)
     SELECT COALESCE(a.last_event_at, a.modified_at), COALESCE(a.last_event_at, a.modified_at), 0, a.channel,
            a.address, a.address_key, 'Withdrawn', ${origin('unknown')}
     FROM address_status a
     WHERE a.opted_out = 1`,
  );
}
