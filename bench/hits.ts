import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { TargetListService } from '@facteur/audience';
import { CampaignService, LinkSigner } from '@facteur/campaigns';
import { SendRun } from '@facteur/dispatch';
import { EmailTemplateService, MassEmailService, OutboundEmailSettings } from '@facteur/email';
import {
  freePort,
  MariaDb,
  openFacteur,
  requireBinary,
  seedContacts,
  table,
  whenListening,
} from './support.js';

/**
 * Opens and clicks a second, and how long the slowest hundredth waits, beside a constant route of the same server. Load
 * generator, server and database share the machine. With a worker the recording is its own.
 */
const SECONDS = Number(process.argv[2] ?? 8);
const ITEMS = 1_000;
const CONNECTIONS = 20;
const ROOT = join(import.meta.dirname, '..', '..');

interface Load {
  requests: { average: number };
  latency: { p99: number };
  non2xx: number;
  errors: number;
}
const autocannon = createRequire(import.meta.url)('autocannon') as (options: object) => Promise<Load>;

interface World {
  paths: { opens: string[]; clicks: string[] };
  environment: Record<string, string>;
  /** Rows of the log, and how many hits they tell of. */
  recorded(): Promise<{ hits: number }>;
  close(): Promise<void>;
}

/** A mailing that was sent to a thousand people, with a link that is tracked. */
async function world(server: MariaDb | undefined, sinkPort: number): Promise<World> {
  const { app, database, dataDir, databaseUrl, close } = await openFacteur(
    server,
    `smtp://127.0.0.1:${sinkPort}`,
  );
  await seedContacts(database, 'h', ITEMS);
  await app.get(OutboundEmailSettings).update({ fromAddress: 'news@sender.example' });
  const list = await app.get(TargetListService).create({ name: 'all' });
  await app.get(TargetListService).addMembers(String(list.id), { targetType: 'Contact', all: true });
  const campaign = await app.get(CampaignService).create({ name: 'C', status: 'Active' });
  const template = await app
    .get(EmailTemplateService)
    .create({ name: 'T', subject: 'S', body: '<a href="https://shop.example/">look</a>' });
  await app.get(MassEmailService).create({
    ...{ name: 'M', status: 'Pending', startAt: new Date(), campaignId: campaign.id },
    ...{ templateId: String(template.id), targetListIds: [String(list.id)] },
    ...{ trackAllLinks: true, openTracking: true },
  });
  await app.get(SendRun).run();
  const items = await database.query<{ id: number }>('SELECT id FROM queue_item');
  const [url] = await database.query<{ id: number }>('SELECT id FROM tracking_url');
  const signer = app.get(LinkSigner);
  return {
    paths: {
      opens: items.map(({ id }) => signer.openUrl(id, '')),
      clicks: items.map(({ id }) =>
        signer.clickUrl({ itemId: id, trackingUrlId: url!.id, countsAsOpen: true }, ''),
      ),
    },
    environment: {
      ...{ DATABASE_URL: databaseUrl, DATA_DIR: dataDir, APP_SECRET: 'a secret for benchmarks' },
      ...{ SITE_URL: 'https://crm.example.com', LOG_LEVEL: 'error', ADMIN_PASSWORD: 'benchmark password' },
    },
    recorded: async () => {
      const [row] = await database.query<{ hits: number }>(
        `SELECT SUM(hits) AS hits FROM campaign_log_record WHERE action IN ('Opened', 'Clicked')`,
      );
      return { hits: Number(row!.hits) };
    },
    close,
  };
}

async function measure(name: string, server: MariaDb | undefined, withWorker: boolean) {
  const sinkPort = await freePort();
  const sink = spawn(
    requireBinary('smtp-sink', 'postfix'),
    [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), `127.0.0.1:${sinkPort}`, '100'],
    { stdio: 'ignore' },
  );
  await whenListening(sinkPort);
  const { paths, environment, recorded, close } = await world(server, sinkPort);
  sink.kill();
  const port = await freePort();
  const processes: ChildProcess[] = [];
  const start = (script: string) => {
    const child = spawn(process.execPath, [join(ROOT, script)], {
      env: { PATH: process.env.PATH!, ...environment, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    processes.push(child);
    return child;
  };
  start('apps/server/dist/main.js');
  await whenListening(port);
  if (withWorker) start('apps/worker/dist/main.js');
  const load = (urls: string[]) =>
    autocannon({
      url: `http://127.0.0.1:${port}`,
      connections: CONNECTIONS,
      duration: SECONDS,
      requests: urls.map((path) => ({
        path,
        headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
      })),
    });
  await load(['/health/live']);
  const constant = await load(['/health/live']);
  const rows = [
    {
      what: `${name}: a constant route`,
      'a second': Math.round(constant.requests.average),
      'of the constant route': '1.00',
      'p99, ms': constant.latency.p99,
      'recorded by the end': '',
    },
  ];
  for (const [what, urls] of Object.entries(paths)) {
    const before = (await recorded()).hits;
    const { requests, latency } = await load(urls);
    const total = requests.average * SECONDS;
    rows.push({
      what: `${name}: ${what}`,
      'a second': Math.round(requests.average),
      'of the constant route': (requests.average / constant.requests.average).toFixed(2),
      'p99, ms': latency.p99,
      'recorded by the end': `${Math.round((((await recorded()).hits - before) / total) * 100)} %`,
    });
  }
  for (const child of processes) {
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await exited;
  }
  await close();
  return rows;
}

const server = await MariaDb.start();
try {
  const rows = [
    ...(await measure('SQLite', undefined, false)),
    ...(await measure('MariaDB', server, false)),
    ...(await measure('MariaDB and a worker', server, true)),
  ];
  table(`${CONNECTIONS} connections, ${SECONDS} s each, ${ITEMS} messages hit again and again`, rows);
} finally {
  await server.stop();
}
