import { TargetListService } from '@facteur/audience';
import { CampaignService } from '@facteur/campaigns';
import { MailingService, QueueBuilder } from '@facteur/dispatch';
import { EmailTemplateService, MassEmailService } from '@facteur/email';
import { MariaDb, openFacteur, seconds, seedContacts, table } from './support.js';

/**
 * Building the queue for 100,000 members in three lists, less a list of 10,000, beside one bare
 * INSERT ... SELECT of the same rows into the same table.
 */
const MEMBERS = Number(process.argv[2] ?? 100_000);
/** Times the bare statement, at most. */
const AIM = 3;

async function measure(server: MariaDb | undefined) {
  const { app, database, close } = await openFacteur(server, 'smtp://127.0.0.1:1');
  const lists = app.get(TargetListService);
  await seedContacts(database, 'q', MEMBERS);
  const ids: string[] = [];
  for (const digit of ['1', '2', '3']) {
    const list = await lists.create({ name: `list ${digit}` });
    ids.push(String(list.id));
  }
  const keys = await lists.keysOf('lists', ids);
  const now = new Date();
  // A third each, by the rows' own numbers; the excluding list takes every tenth.
  for (const [index, key] of keys.entries()) {
    await database.execute(
      `INSERT INTO target_list_member (list_id, target_type, target_id, created_at) SELECT ?, 'Contact', public_id, ? FROM crm_contact WHERE id % 3 = ?`,
      [key, now, index],
    );
  }
  const excluding = await lists.create({ name: 'excluding' });
  const [excludingKey] = await lists.keysOf('lists', [String(excluding.id)]);
  await database.execute(
    `INSERT INTO target_list_member (list_id, target_type, target_id, created_at) SELECT ?, 'Contact', public_id, ? FROM crm_contact WHERE id % 10 = 0`,
    [excludingKey, now],
  );
  const campaign = await app.get(CampaignService).create({ name: 'C', status: 'Active' });
  const template = await app.get(EmailTemplateService).create({ name: 'T', subject: 'S', body: 'x' });
  const mailing = await app.get(MassEmailService).create({
    name: 'M',
    status: 'Pending',
    startAt: now,
    campaignId: campaign.id,
    templateId: String(template.id),
    targetListIds: ids,
    excludingTargetListIds: [String(excluding.id)],
  });
  if (server) await database.query('ANALYZE TABLE target_list_member, crm_contact, crm_address, queue_item');
  const mailings = app.get(MailingService);
  const entity = await mailings.store.get(String(mailing.id));
  let peak = process.memoryUsage().rss;
  const before = peak;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
  let queued = 0;
  const build = await seconds(async () => {
    queued = (await app.get(QueueBuilder).build(entity))!.queued;
  });
  clearInterval(watch);
  peak = Math.max(peak, process.memoryUsage().rss);
  const bare = await seconds(() =>
    database.transaction(() =>
      database.execute(
        `INSERT INTO queue_item (mailing_id, channel, target_type, target_id, address, address_key, status, next_attempt_at, created_at)
         SELECT 999999, channel, target_type, target_id, address, address_key, 'Pending', ?, ? FROM queue_item WHERE mailing_id = ?`,
        [now, now, entity.id],
      ),
    ),
  );
  await close();
  return { queued, build, bare, grown: Math.round((peak - before) / 1024 / 1024) };
}

const server = await MariaDb.start();
try {
  const rows = [];
  for (const [name, one] of [
    ['MariaDB', server],
    ['SQLite', undefined],
  ] as const) {
    const { queued, build, bare, grown } = await measure(one);
    rows.push({
      database: name,
      items: queued,
      'build s': build.toFixed(2),
      'bare INSERT ... SELECT s': bare.toFixed(2),
      ratio: (build / bare).toFixed(1),
      aim: `${AIM}${build / bare <= AIM ? '' : ' (missed)'}`,
      'memory grown MB': grown,
    });
  }
  table(`Queue of ${MEMBERS} members in three lists, less an excluding list of ${MEMBERS / 10}`, rows);
} finally {
  await server.stop();
}
