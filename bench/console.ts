import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { StatisticsCheck } from '@facteur/campaigns';
import { makeHistory } from '@facteur/server';
import { ConsoleBrowser } from '@facteur/test/support/console-browser';
import { seedContacts } from '@facteur/test/support/seed';
import { TestApp } from '@facteur/test/support/test-app';

/** `npm run bench:console`: what a first visit loads, how long it takes on a slow machine, and how long lists are waited for. */
const MEMBERS = Number(process.env['MEMBERS'] ?? 200_000);
const root = join(import.meta.dirname, '..', '..');
const assets = join(root, 'apps', 'console', 'dist', 'assets');
spawnSync(process.execPath, [join(root, 'apps', 'console', 'build.js')], { stdio: 'inherit' });

const app = await TestApp.start('SQLite');
app.clock.set(new Date());
await seedContacts(app.database, 'big', MEMBERS);
await makeHistory(app.database, app.nest.get(StatisticsCheck), {
  ...{ campaigns: 5, now: app.clock.now(), share: 70 },
});
// The event loop was long away; connections that idled meanwhile are closed.
const list = await app.list('Everybody').catch(() => app.list('Everybody'));
await app.make(`/target-lists/${list.id}/members`, {
  ...{ targetType: 'Contact', filter: { lastName: 'Load big' } },
});
const browser = await ConsoleBrowser.start(app);

async function slow(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
}

async function visit(path: string, seen: string, isSlow: boolean) {
  const { page } = await browser.open('/account');
  if (isSlow) await slow(page);
  let bytes = 0;
  page.on('response', (response) => {
    const name = response.url().split('/').at(-1)!;
    if (/\.js$/.test(name)) bytes += gzipSync(readFileSync(join(assets, name)), { level: 9 }).length;
  });
  const begun = performance.now();
  await page.goto(`${browser.site}${path}`);
  await page.locator(seen).first().waitFor();
  const took = performance.now() - begun;
  const text = await page.evaluate<number>(
    `performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0`,
  );
  await browser.closeAll();
  return { bytes, took, text };
}

const rows: string[][] = [
  ['page', 'script, kB gzip', 'first rows, ms', '… processor four times slower', '… first text there'],
];
for (const [name, path, seen] of [
  ['home', '/', 'h1'],
  ['mass e-mails', '/mass-emails', 'tbody tr'],
  [`list of ${MEMBERS.toLocaleString('en')}`, `/lists/${list.id}/members`, 'tbody tr'],
  ['log', '/log', 'tbody tr'],
] as const) {
  const quick = await visit(path, seen, false);
  const slowly = await visit(path, seen, true);
  rows.push([
    name,
    String(Math.round(quick.bytes / 1_000)),
    quick.took.toFixed(0),
    slowly.took.toFixed(0),
    slowly.text.toFixed(0),
  ]);
}
const widths = rows[0]!.map((_, index) => Math.max(...rows.map((row) => row[index]!.length)));
for (const row of rows) console.log(row.map((cell, index) => cell.padEnd(widths[index]!)).join('  '));
const total = readdirSync(assets).filter((name) => name.endsWith('.gz')).length;
console.log(
  `\n${total} files; ${(await app.get('/campaign-log-records?limit=1')).body.meta.totalItems} records in the log.`,
);
await browser.stop();
await app.stop();
