import { RecordSourceRegistry, TargetListService } from '@facteur/audience';
import { CampaignService } from '@facteur/campaigns';
import { MailingService, QueueBuilder } from '@facteur/dispatch';
import { QueueRepository, SendingProcess } from '@facteur/dispatch/testing';
import { EmailTemplateService, MassEmailService } from '@facteur/email';
import type { Database } from '@facteur/platform';
import { MariaDb, openFacteur, seconds, seedContacts, table } from './support.js';

/**
 * What the other form of a hot statement would cost, on MariaDB with 100,000 recipients: the figures that stand in
 * comments above the statements.
 */
const MEMBERS = Number(process.argv[2] ?? 100_000);
const TIMES = 20;

async function world(server: MariaDb) {
  const { app, database, close } = await openFacteur(server, 'smtp://127.0.0.1:1');
  const lists = app.get(TargetListService);
  await seedContacts(database, 's', MEMBERS);
  const now = new Date();
  const made: string[] = [];
  for (const [name, part] of [
    ['all', 'id > 0'],
    ['excluding', 'id % 200 = 0'],
  ]) {
    const { id } = await lists.create({ name: name! });
    const [key] = await lists.keysOf('lists', [id]);
    await database.execute(
      `INSERT INTO target_list_member (list_id, target_type, target_id, created_at)
       SELECT ?, 'Contact', public_id, ? FROM crm_contact WHERE ${part}`,
      [key, now],
    );
    made.push(id);
  }
  await database.execute(`UPDATE target_list_member SET opted_out = 1 WHERE id % 50 = 0`);
  const campaign = await app.get(CampaignService).create({ name: 'C', status: 'Active' });
  const template = await app.get(EmailTemplateService).create({ name: 'T', subject: 'S', body: 'x' });
  const { id } = await app.get(MassEmailService).create({
    ...{ name: 'M', status: 'Pending', startAt: now, campaignId: campaign.id, templateId: template.id },
    ...{ targetListIds: [made[0]!], excludingTargetListIds: [made[1]!] },
  });
  await database.query('ANALYZE TABLE target_list_member, crm_contact, crm_address');
  const mailing = await app.get(MailingService).store.get(id);
  await app.get(QueueBuilder).build(mailing);
  await database.query('ANALYZE TABLE queue_item');
  await database.execute('UPDATE mailing SET batch_remaining = 1000000000');
  return { app, database, mailing, close };
}

/** Milliseconds of one, the median of several. */
async function median(work: () => Promise<unknown>, times = TIMES): Promise<number> {
  const all: number[] = [];
  for (let i = 0; i < times; i++) all.push((await seconds(work)) * 1000);
  return all.sort((a, b) => a - b)[Math.floor(times / 2)]!;
}

/** Undone afterwards, so that each time is like the first. */
async function undone<T>(database: Database, work: () => Promise<T>): Promise<void> {
  await database
    .transaction(async () => {
      await work();
      throw new Error('undone');
    })
    .catch((error: Error) => {
      if (error.message !== 'undone') throw error;
    });
}

const server = await MariaDb.start();
try {
  const { app, database, mailing, close } = await world(server);
  const rows: Record<string, string | number>[] = [];
  const compare = async (
    what: string,
    [form, work]: [string, () => Promise<unknown>],
    [otherForm, otherWork]: [string, () => Promise<unknown>],
    times = TIMES,
  ) => {
    const ours = await median(work, times);
    const others = await median(otherWork, times);
    process.stderr.write(`${what}: ${Math.round(ours)} ms, ${Math.round(others)} ms\n`);
    rows.push({
      statement: what,
      ours: form,
      'ms ': Math.round(ours * 100) / 100,
      other: otherForm,
      ms: Math.round(others * 100) / 100,
    });
  };

  const queue = app.get(QueueRepository, { strict: false });
  const processId = await app.get(SendingProcess, { strict: false }).alive();
  const request = { mailingId: mailing.id, channel: 'email', processId, limit: 200, maxPerHour: null };
  const later = new Date(Date.now() + 60_000);
  await compare(
    'claim of 200',
    ['by ix_queue_claim', () => undone(database, () => queue.claim({ ...request, now: later }))],
    [
      'without it (IGNORE INDEX)',
      () =>
        database.query(
          `SELECT id FROM queue_item IGNORE INDEX (ix_queue_claim)
           WHERE mailing_id = ? AND status = 'Pending' AND next_attempt_at <= ? AND claimed_by IS NULL AND is_test = 0
           ORDER BY next_attempt_at, id LIMIT 200`,
          [mailing.id, later],
        ),
    ],
  );

  const { items } = await queue.claim({ ...request, now: later });
  const scope = {
    channel: 'email',
    sources: app.get(RecordSourceRegistry).all(),
    now: later,
    informational: false,
    consentNeeded: false,
  };
  await compare(
    'last look and mark of 200',
    [
      'opted out by record or by address',
      () => undone(database, () => queue.markSending(items, processId, scope)),
    ],
    [
      'by record alone',
      () => undone(database, () => queue.markSending(items, processId, { ...scope, sources: [] })),
    ],
  );

  const ids = items.map(({ id }) => id);
  await compare(
    'settling 200 failures',
    [
      'one statement, CASE by id',
      () =>
        undone(database, () =>
          database.execute(
            `UPDATE queue_item SET last_error = CASE id ${ids.map(() => 'WHEN ? THEN ?').join(' ')} END
             WHERE id IN (${ids.map(() => '?').join(', ')})`,
            [...ids.flatMap((id) => [id, `x${id}`]), ...ids],
          ),
        ),
    ],
    [
      'one statement each',
      () =>
        undone(database, async () => {
          for (const id of ids)
            await database.execute('UPDATE queue_item SET last_error = ? WHERE id = ?', [`x${id}`, id]);
        }),
    ],
  );

  const since = new Date(Date.now() - 3_600_000);
  await database.execute(`UPDATE queue_item SET sent_at = ?, status = 'Sent' WHERE id % 3 = 0`, [new Date()]);
  await compare(
    'the hourly cap, 30,000 sent',
    ['two counts, each by its index', () => queue.countedThisHour('email', new Date())],
    [
      'one count with OR',
      () =>
        database.query(
          `SELECT COUNT(*) FROM queue_item WHERE channel = ? AND is_test = 0
           AND (sent_at > ? OR (claimed_by IS NOT NULL AND status IN ('Pending', 'Sending')))`,
          ['email', since],
        ),
    ],
  );

  const select = (join: string, where: string) =>
    `SELECT COUNT(*) FROM target_list_member m
     JOIN crm_address a ON a.target_type = 'Contact' AND a.target_id = m.target_id AND a.channel = 'email' ${join}
     WHERE m.list_id = 1 AND ${where}`;
  const excluded = `SELECT x.address_key FROM target_list_member xm
     JOIN crm_address x ON x.target_type = 'Contact' AND x.target_id = xm.target_id AND x.channel = 'email'
     WHERE xm.list_id = 2`;
  await database.execute(
    `INSERT INTO barred_address (mailing_id, list_id, address_key) SELECT DISTINCT 1, 0, e.address_key FROM (${excluded}) e`,
  );
  await compare(
    'excluding 500 addresses',
    [
      'barred_address, by its key',
      () =>
        database.query(
          select(
            'LEFT JOIN barred_address b ON b.mailing_id = 1 AND b.list_id = 0 AND b.address_key = a.address_key',
            'b.address_key IS NULL',
          ),
        ),
    ],
    [
      'a derived table',
      () =>
        database.query(
          select(
            `LEFT JOIN (SELECT DISTINCT address_key FROM (${excluded}) e) b ON b.address_key = a.address_key`,
            'b.address_key IS NULL',
          ),
        ),
    ],
    1,
  );

  const into = `INSERT INTO queue_item (mailing_id, channel, target_type, target_id, address, address_key, status,
      next_attempt_at, created_at)`;
  const values = `SELECT 999, channel, target_type, target_id, address, address_key, 'Pending', created_at, created_at`;
  const from = `FROM (SELECT * FROM queue_item WHERE mailing_id = ${mailing.id}) q`;
  await compare(
    'one item an address, 90,000',
    [
      'the unique key says so',
      () =>
        undone(database, () =>
          database.execute(
            `${into} ${values} ${from} ON DUPLICATE KEY UPDATE mailing_id = queue_item.mailing_id`,
          ),
        ),
    ],
    [
      'GROUP BY before inserting',
      () =>
        undone(database, () =>
          database.execute(
            `${into} SELECT 999, MIN(channel), MIN(target_type), MIN(target_id), MIN(address), address_key, 'Pending',
               MIN(created_at), MIN(created_at) ${from} GROUP BY address_key`,
          ),
        ),
    ],
    3,
  );
  table(`Hot statements and what another form costs; MariaDB, ${MEMBERS} recipients`, rows);
  await close();
} finally {
  await server.stop();
}
