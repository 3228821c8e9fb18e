import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readEnvironment } from '@facteur/platform';
import { listing, table } from './table.js';

/**
 * `npm run demo`: the main job through the API of a running `npm start`. A start date is reached, batches go
 * out, a few recipients open, click and opt out through real HTTP, and the log and the numbers are shown.
 */
const environment = readEnvironment();
const SITE = `http://localhost:${environment.port}`;
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const { apiKey, inbox: INBOX } = JSON.parse(readFileSync(join(environment.dataDir, 'demo.json'), 'utf8')) as {
  apiKey: string;
  inbox: string;
};

async function api<T = any>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${SITE}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

const say = (text: string) => console.log(`\n${text}`);

async function main(): Promise<void> {
  const campaign = (await api('GET', '/campaigns?search=greenhouse')).data[0];
  const template = (await api('GET', '/email-templates?search=greenhouse')).data[0];
  if (!campaign || !template)
    throw new Error(
      'The demo campaign is gone. Stop the server, delete the data folder, and run npm start again.',
    );
  say(
    `Campaign "${campaign.name}": ${campaign.targetListIds.length} target lists, ${campaign.excludingTargetListIds.length} excluding list.`,
  );
  const startAt = new Date(Date.now() + 3_000);
  const mailing = await api('POST', '/mass-emails', {
    name: `The Greenhouse Letter, ${startAt.toISOString().slice(0, 19)}`,
    campaignId: campaign.id,
    templateId: template.id,
    status: 'Pending',
    startAt: startAt.toISOString(),
  });
  const preflight = await api('GET', `/mass-emails/${mailing.id}/preflight`);
  say(
    `"${mailing.name}" is Pending. The check before sending: ${preflight.recipients} recipients; left out:`,
  );
  console.log(listing(preflight.leftOut));
  say(`Waiting for the start date, ${startAt.toISOString()} …`);
  await pause(startAt.getTime() - Date.now() + 100);
  await sendAll(mailing.id);
  const received = await recipients(mailing.id);
  await beRecipients(received);
  await report(campaign.id, mailing.id);
  say(`Read what arrived: ${INBOX}`);
}

async function sendAll(id: string): Promise<void> {
  const job = (await api('GET', '/scheduled-jobs?filter.job=SendMassEmails')).data[0];
  for (let run = 1; ; run++) {
    say(`Run ${run} of "${job.name}" (by itself it comes with ${job.scheduling})`);
    const running = api('POST', `/scheduled-jobs/${job.id}/run`);
    let ended = false;
    void running.finally(() => (ended = true)).catch(() => undefined);
    while (!ended) {
      await draw(id);
      await pause(100);
    }
    const { summary } = await running;
    const progress = await draw(id);
    console.log(
      `\n  sent ${summary.sent}, failed ${summary.failed}, skipped ${summary.skipped}${progress.hold ? ` — ${progress.hold.reason}` : ''}`,
    );
    if (progress.status !== 'In Process') return console.log(`  The mailing is ${progress.status}.`);
    if (run > 50) throw new Error('It does not come to an end; look at GET /mass-emails/:id/progress.');
  }
}

async function draw(id: string) {
  const progress = await api('GET', `/mass-emails/${id}/progress`);
  const done = progress.total - progress.counts.Pending - progress.counts.Sending;
  const filled = progress.total ? Math.round((40 * done) / progress.total) : 0;
  // A bar that draws over itself is for terminals; a file gets the last one.
  if (process.stdout.isTTY || progress.status !== 'In Process')
    process.stdout.write(
      `${process.stdout.isTTY ? '\r' : ''}  [${'█'.repeat(filled)}${'·'.repeat(40 - filled)}] ${done}/${progress.total}   `,
    );
  return progress;
}

async function recipients(id: string): Promise<{ address: string; html: string }[]> {
  const items = await api('GET', `/queue-items?filter.massEmailId=${id}&filter.status=Sent&limit=40`);
  const itemIds = new Map<string, string>(
    items.data.map((item: { id: string; address: string }) => [item.id, item.address]),
  );
  const list = (await (await fetch(`${INBOX}/api/messages`)).json()) as {
    number: number;
    envelopeTo: string[];
  }[];
  const wanted = new Set(itemIds.values());
  const found = [];
  for (const { number, envelopeTo } of list.filter((one) => wanted.has(one.envelopeTo[0]!)).slice(-60)) {
    const message = (await (await fetch(`${INBOX}/api/messages/${number}`)).json()) as {
      html: string;
      headers: { key: string; value: string }[];
    };
    const itemId = message.headers.find((header) => header.key === 'x-queue-item-id')?.value;
    if (itemId && itemIds.has(itemId)) found.push({ address: envelopeTo[0]!, html: message.html });
  }
  return found;
}

/** Does what recipients do, on the addresses in the messages they got. */
async function beRecipients(received: { address: string; html: string }[]): Promise<void> {
  const visit = (url: string | undefined, method = 'GET', userAgent = BROWSER) =>
    url
      ? fetch(url, { method, redirect: 'manual', headers: { 'user-agent': userAgent } }).then(
          (answer) => answer.status,
        )
      : Promise.resolve(0);
  const link = (html: string, kind: string, nth = 0) =>
    [...html.matchAll(new RegExp(`https?://[^"]+/${kind}/[0-9a-f]+`, 'g'))][nth]?.[0];
  await pause(2_500);
  say('Now a few recipients do what recipients do:');
  for (const { address, html } of received.slice(0, 12))
    console.log(`  ${address} opens it: ${await visit(link(html, 't/o'))}`);
  for (const { address, html } of received.slice(0, 6))
    console.log(`  ${address} looks at the catalogue: ${await visit(link(html, 't/c'))} (redirect)`);
  for (const { address, html } of received.slice(4, 7))
    console.log(`  ${address} comes to the evening: ${await visit(link(html, 't/c', 1))}`);
  for (const { address, html } of received.slice(10, 12)) {
    const url = link(html, 'u');
    console.log(
      `  ${address} looks at the opt-out page (${await visit(url)}) and presses the button: ${await visit(url, 'POST')}`,
    );
  }
  for (const { address, html } of received.slice(15, 17)) {
    console.log(
      `  a link scanner of ${address} follows a link: ${await visit(link(html, 't/c'), 'GET', 'Mozilla/5.0 (compatible; LinkScannerBot/1.0)')} (kept, marked, not counted)`,
    );
  }
}

async function report(campaignId: string, mailingId: string): Promise<void> {
  const log = await api('GET', `/campaign-log-records?filter.massEmailId=${mailingId}&limit=24`);
  say('The latest of the campaign log:');
  console.log(
    table(
      log.data.map((row: Record<string, string | boolean | null>) => ({
        time: String(row['actionDate']).slice(11, 19),
        action: row['action'],
        who: row['targetName'],
        address: row['address'],
        link: row['trackingUrlName'] ?? '',
        bot: row['isBot'] ? 'suspected' : '',
      })),
    ),
  );
  say('Statistics of the campaign:');
  const {
    massEmails: _massEmails,
    links,
    ...numbers
  } = await api('GET', `/campaigns/${campaignId}/statistics`);
  console.log(listing(numbers));
  console.log(table(links));
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
