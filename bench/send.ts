import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import nodemailer from 'nodemailer';
import sharp from 'sharp';
import { TargetListService } from '@facteur/audience';
import { CampaignService } from '@facteur/campaigns';
import { SendRun } from '@facteur/dispatch';
import { EmailTemplateService, MassEmailService, OutboundEmailSettings } from '@facteur/email';
import {
  freePort,
  MariaDb,
  openFacteur,
  requireBinary,
  seconds,
  seedContacts,
  table,
  whenListening,
} from './support.js';

/**
 * Messages a second from claim to log, beside a plain pooled nodemailer loop without a database in the same
 * run: same body, same number of connections, same sink (Postfix's smtp-sink, another process).
 */
const MESSAGES = Number(process.argv[2] ?? 5_000);
const CONNECTIONS = 10;
const BODY = `<html><body>${'<p>Dear {{person.firstName}}, spring is here, and with it come our new things for house and garden.</p>\n'.repeat(230)}</body></html>`;

/** Files that go with every message. */
interface Files {
  what: string;
  pictures: Buffer[];
  attachment?: Buffer;
}

const noise = (width: number, height: number) =>
  sharp(randomBytes(width * height * 3), { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();

async function main(): Promise<void> {
  const port = await freePort();
  const sink = spawn(
    requireBinary('smtp-sink', 'postfix'),
    [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), `127.0.0.1:${port}`, '1000'],
    { stdio: 'ignore' },
  );
  const server = await MariaDb.start();
  try {
    await whenListening(port);
    const kinds: Files[] = [
      { what: 'HTML and text', pictures: [] },
      { what: 'two pictures within', pictures: [await noise(240, 160), await noise(240, 160)] },
      { what: 'an attachment of 200 kB', pictures: [], attachment: randomBytes(200_000) },
    ];
    await plainLoop(port, 500, kinds[0]!);
    for (const files of kinds) await compare(server, port, files);
  } finally {
    sink.kill();
    await server.stop();
  }
}

async function compare(server: MariaDb, port: number, files: Files): Promise<void> {
  const before = await plainLoop(port, MESSAGES, files);
  const maria = await facteur(server, port, files);
  const sqlite = await facteur(undefined, port, files);
  const after = await plainLoop(port, MESSAGES, files);
  const baseline = (before + after) / 2;
  const row = (name: string, rate: number) => ({
    what: name,
    'messages/s': Math.round(rate),
    'of the loop': `${Math.round((rate / baseline) * 100)} %`,
  });
  table(
    `${MESSAGES} messages of ${Math.round(BODY.length / 1000)} kB: ${files.what}; ${CONNECTIONS} connections`,
    [
      row('plain pooled nodemailer loop (mean of before and after)', baseline),
      row('Facteur on MariaDB', maria),
      row('Facteur on SQLite', sqlite),
    ],
  );
}

async function plainLoop(port: number, count: number, { pictures, attachment }: Files): Promise<number> {
  const attachments = [
    ...pictures.map((content, index) => ({
      filename: `${index}.jpg`,
      content,
      cid: `${index}@load.example`,
    })),
    ...(attachment ? [{ filename: 'a.bin', content: attachment }] : []),
  ];
  const images = pictures.map((_, index) => `<img src="cid:${index}@load.example" alt="">`).join('');
  const transport = nodemailer.createTransport({
    pool: true,
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
    maxConnections: CONNECTIONS,
    maxMessages: Infinity,
  });
  const text = BODY.replace(/<[^>]+>/g, '');
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const i = next++;
      const name = `k${i}`;
      await transport.sendMail({
        from: 'news@sender.example',
        to: `${name}@load.example`,
        subject: `News for ${name}`,
        html: BODY.replaceAll('{{person.firstName}}', name) + images,
        attachments,
        text: text.replaceAll('{{person.firstName}}', name),
      });
    }
  };
  const time = await seconds(() => Promise.all(Array.from({ length: CONNECTIONS * 2 }, worker)));
  transport.close();
  return count / time;
}

async function facteur(
  server: MariaDb | undefined,
  port: number,
  { pictures, attachment }: Files,
): Promise<number> {
  const { app, database, close } = await openFacteur(server, `smtp://127.0.0.1:${port}`);
  await seedContacts(database, 'k', MESSAGES + 1);
  const settings = app.get(OutboundEmailSettings);
  await settings.update({
    fromAddress: 'news@sender.example',
    maxPerBatch: 1,
    smtpMaxConnections: CONNECTIONS,
  });
  const list = await app.get(TargetListService).create({ name: 'all' });
  await app.get(TargetListService).addMembers(String(list.id), { targetType: 'Contact', all: true });
  const campaign = await app.get(CampaignService).create({ name: 'C', status: 'Active' });
  const template = await app.get(EmailTemplateService).create({
    name: 'T',
    subject: 'News for {{person.firstName}}',
    body: BODY + pictures.map((_, index) => `<img src="cid:${index}.jpg" alt="">`).join(''),
    attachments: [
      ...pictures.map((content, index) => ({
        name: `${index}.jpg`,
        contentType: 'image/jpeg',
        content: content.toString('base64'),
      })),
      ...(attachment
        ? [
            {
              name: 'a.bin',
              contentType: 'application/octet-stream',
              content: attachment.toString('base64'),
            },
          ]
        : []),
    ],
  });
  await app.get(MassEmailService).create({
    name: 'M',
    status: 'Pending',
    startAt: new Date(),
    campaignId: campaign.id,
    templateId: String(template.id),
    targetListIds: [String(list.id)],
  });
  const run = app.get(SendRun);
  await run.run();
  await settings.update({ maxPerBatch: null });
  let sent = 0;
  const time = await seconds(async () => {
    sent = (await run.run()).sent;
  });
  if (sent !== MESSAGES) throw new Error(`Only ${sent} of ${MESSAGES} were sent`);
  await close();
  return sent / time;
}

await main();
