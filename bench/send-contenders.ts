import { spawn } from 'node:child_process';
import nodemailer from 'nodemailer';
import { TargetListService } from '@facteur/audience';
import { CampaignService } from '@facteur/campaigns';
import { SendRun } from '@facteur/dispatch';
import { EmailTemplateService, MassEmailService, OutboundEmailSettings } from '@facteur/email';
import { LETTER, LETTER_ON_THE_WIRE } from './letter.js';
import { type MariaDb, openFacteur, requireBinary, seconds, seedContacts } from './support.js';

export const CONNECTIONS = 10;

/** Messages that each contender sends before it is measured: what a process does first it does slowly. */
export const WARM_UP = 500;

/** The way messages go in one comparison. */
export interface Way {
  port: number;
  encrypted?: boolean;
  /** PEM of an RSA key to sign with. */
  dkimKey?: string;
}

/** @returns messages a second of a plain pooled nodemailer loop, without a database. */
export async function plainLoop({ port, encrypted, dkimKey }: Way, count: number): Promise<number> {
  const transport = nodemailer.createTransport({
    pool: true,
    host: '127.0.0.1',
    port,
    ignoreTLS: !encrypted,
    tls: { rejectUnauthorized: false },
    maxConnections: CONNECTIONS,
    maxMessages: Infinity,
    ...(dkimKey ? { dkim: { domainName: 'sender.example', keySelector: 'bench', privateKey: dkimKey } } : {}),
  });
  const text = LETTER.replace(/<[^>]+>/g, '');
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const name = `k${next++}`;
      await transport.sendMail({
        from: 'news@sender.example',
        to: `${name}@load.example`,
        subject: `News for ${name}`,
        html: LETTER.replaceAll('{{person.firstName}}', name),
        text: text.replaceAll('{{person.firstName}}', name),
      });
    }
  };
  const time = await seconds(() => Promise.all(Array.from({ length: CONNECTIONS * 2 }, worker)));
  transport.close();
  return count / time;
}

/** @returns messages a second of Postfix's smtp-source, which makes the same message once: the limit of this machine. */
export async function smtpSource({ port }: Way, count: number): Promise<number> {
  const time = await seconds(
    () =>
      new Promise<void>((resolve, reject) => {
        const source = spawn(
          requireBinary('smtp-source', 'postfix'),
          [
            '-d',
            '-s',
            String(CONNECTIONS),
            '-l',
            String(LETTER_ON_THE_WIRE),
            '-m',
            String(count),
            `127.0.0.1:${port}`,
          ],
          { stdio: 'ignore' },
        );
        source.once('error', reject);
        source.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`smtp-source: ${code}`))));
      }),
  );
  return count / time;
}

export interface Measured {
  rate: number;
  /** Milliseconds of processor a message, of this process. */
  processor: number;
}

/** From claim to log, on MariaDB or on SQLite. */
export async function facteur(server: MariaDb | undefined, way: Way, count: number): Promise<Measured> {
  const { app, database, close } = await openFacteur(server, `smtp://127.0.0.1:${way.port}`);
  await seedContacts(database, 'k', WARM_UP + count);
  const settings = app.get(OutboundEmailSettings);
  await settings.update({
    fromAddress: 'news@sender.example',
    maxPerBatch: WARM_UP,
    smtpMaxConnections: CONNECTIONS,
    smtpSecurity: way.encrypted ? 'Opportunistic' : 'None',
    ...(way.dkimKey
      ? { dkimDomain: 'sender.example', dkimSelector: 'bench', dkimPrivateKey: way.dkimKey }
      : {}),
  });
  const list = await app.get(TargetListService).create({ name: 'all' });
  await app.get(TargetListService).addMembers(String(list.id), { targetType: 'Contact', all: true });
  const campaign = await app.get(CampaignService).create({ name: 'C', status: 'Active' });
  const template = await app
    .get(EmailTemplateService)
    .create({ name: 'T', subject: 'News for {{person.firstName}}', body: LETTER });
  await app.get(MassEmailService).create({
    name: 'M',
    status: 'Pending',
    startAt: new Date(),
    campaignId: campaign.id,
    templateId: String(template.id),
    targetListIds: [String(list.id)],
    trackAllLinks: true,
  });
  const run = app.get(SendRun);
  // Builds the queue, too.
  await run.run();
  await settings.update({ maxPerBatch: null });
  let sent = 0;
  const before = process.cpuUsage();
  const time = await seconds(async () => {
    sent = (await run.run()).sent;
  });
  const { user, system } = process.cpuUsage(before);
  if (sent !== count) throw new Error(`Only ${sent} of ${count} were sent`);
  await close();
  return { rate: sent / time, processor: (user + system) / 1000 / sent };
}
