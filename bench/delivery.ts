import { setTimeout as pause } from 'node:timers/promises';
import { TargetListService } from '@facteur/audience';
import { CampaignService } from '@facteur/campaigns';
import { MailingService, QueueBuilder } from '@facteur/dispatch';
import { EmailTemplateService, MassEmailService, OutboundEmailSettings } from '@facteur/email';
import { createDataSource, Database } from '@facteur/platform';
import type { FacteurProcess } from './processes.js';
import type { Sink } from './sink.js';
import { type openFacteur, seedContacts } from './support.js';

/** More than any queue holds. */
const NO_LIMIT = 2_000_000_000;
/** A peer that gets nothing for so many milliseconds will get nothing more. */
const PATIENCE = 120_000;

/** What a mailing is, for a bench. */
export interface Letter {
  /** Of its contacts' ids and addresses, so that several mailings stand beside each other. */
  prefix: string;
  count: number;
  body: string;
  connections?: number;
}

/** Contacts, list, letter, and the queue built from them by the engine itself; nothing goes out before it is granted. @returns its number */
export async function queueMailing(
  { app, database }: Pick<Awaited<ReturnType<typeof openFacteur>>, 'app' | 'database'>,
  { prefix, count, body, connections = 10 }: Letter,
): Promise<number> {
  await seedContacts(database, prefix, count);
  await app
    .get(OutboundEmailSettings)
    .update({ fromAddress: 'news@sender.example', smtpMaxConnections: connections });
  const lists = app.get(TargetListService);
  const list = await lists.create({ name: prefix });
  await lists.addMembers(String(list.id), {
    targetType: 'Contact',
    filter: { lastName: `Load ${prefix}` },
  });
  const campaign = await app.get(CampaignService).create({ name: prefix, status: 'Active' });
  const template = await app
    .get(EmailTemplateService)
    .create({ name: prefix, subject: 'News for {{person.firstName}}', body });
  const mailing = await app.get(MassEmailService).create({
    ...{ name: prefix, status: 'Pending', startAt: new Date(), campaignId: campaign.id },
    ...{ templateId: String(template.id), targetListIds: [String(list.id)] },
    ...{ trackAllLinks: true, openTracking: true },
  });
  if (database.dialect.name === 'mysql')
    await database.query('ANALYZE TABLE target_list_member, crm_contact, crm_address');
  const entity = await app.get(MailingService).store.get(String(mailing.id));
  const built = await app.get(QueueBuilder).build(entity);
  if (built?.queued !== count) throw new Error(`${built?.queued} of ${count} are in the queue`);
  return entity.id;
}

/** A run of the job would do this, and send at once: here others are to send. */
export async function grant(database: Database, mailing: number): Promise<void> {
  await database.execute('UPDATE mailing SET batch_remaining = ? WHERE id = ?', [NO_LIMIT, mailing]);
}

/** A connection to look at a database by, while none of Facteur's own work is done in this process. */
export async function openToAsk(databaseUrl: string): Promise<{ ask: Database; close(): Promise<void> }> {
  const dataSource = createDataSource(databaseUrl, { entities: [], migrations: [] }, { poolSize: 2 });
  await dataSource.initialize();
  return { ask: new Database(dataSource), close: () => dataSource.destroy() };
}

/** Resolves once the peer has so many, or as many more as are wanted. @throws Error when none come any more */
export async function untilTaken(
  sink: Sink,
  count: number,
  senders: FacteurProcess[],
  meanwhile: () => void = () => undefined,
  every = 50,
): Promise<void> {
  let [last, since] = [sink.taken, performance.now()];
  while (sink.taken < count) {
    await pause(every);
    meanwhile();
    for (const sender of senders) sender.stillRuns();
    if (sink.taken !== last) [last, since] = [sink.taken, performance.now()];
    else if (performance.now() - since > PATIENCE)
      throw new Error(`Only ${last} of ${count} came to the peer`);
  }
}

/** Everything is settled. @throws Error when anybody was left out, got it twice, or is not in the log once. */
export async function expectAllOnce(
  ask: Database,
  mailing: number,
  count: number,
  taken: () => number,
): Promise<void> {
  const end = performance.now() + PATIENCE;
  const status = async () =>
    (await ask.query<{ status: string }>('SELECT status FROM mailing WHERE id = ?', [mailing]))[0]!.status;
  while ((await status()) !== 'Complete') {
    if (performance.now() > end) throw new Error(`The mailing is never Complete`);
    await pause(100);
  }
  const [{ sent, logged }] = (await ask.query<{ sent: number; logged: number }>(
    `SELECT (SELECT COUNT(*) FROM queue_item WHERE mailing_id = ? AND status = 'Sent') AS sent,
            (SELECT COUNT(*) FROM campaign_log_record WHERE mailing_id = ? AND action = 'Sent') AS logged`,
    [mailing, mailing],
  )) as [{ sent: number; logged: number }];
  const seen = { queue: Number(sent), log: Number(logged), peer: taken() };
  if (Object.values(seen).some((one) => one !== count))
    throw new Error(`Not everybody once: ${JSON.stringify(seen)} of ${count}`);
}
