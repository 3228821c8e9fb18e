import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FacteurModule } from '@facteur/facteur';
import { HitJournal } from '@facteur/tracking';
import { TestApp } from '../support/test-app.js';

/** A folder in which one hit waits. The server's own timer looks into its folder every two seconds, so each has one. */
function folderWithAHit(folder: string): string {
  const journal = join(folder, 'tracking-journal.ndjson');
  const hit = { kind: 'open', itemId: 1, trackingUrlId: null, at: '2027-03-01T09:00:00Z', userAgent: 'x' };
  writeFileSync(journal, `${JSON.stringify(hit)}\n`);
  return journal;
}

let app: TestApp;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'facteur-folder-'));
  app = await TestApp.start('SQLite');
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await app.stop();
});

it('a worker leaves the hits that wait in its folder to the server', async () => {
  const journal = folderWithAHit(folder);
  const worker = await NestFactory.createApplicationContext(
    FacteurModule.forRoot({
      role: 'worker',
      scheduling: { enabled: false },
      environment: {
        ...{ port: 0, siteUrl: 'https://crm.example.com', databaseUrl: 'sqlite::memory:' },
        ...{ dataDir: folder, smtpUrl: undefined, appSecret: 'a secret for tests alone' },
        ...{ adminEmail: 'a@x.example', adminPassword: 'password', logLevel: 'silent' },
      },
    }),
    { logger: false },
  );
  try {
    await worker.get(HitJournal, { strict: false }).replay();
    expect(existsSync(journal)).toBe(true);
  } finally {
    await worker.close();
  }
  expect(existsSync(journal)).toBe(true);
});

it('and the server takes them', async () => {
  const journal = folderWithAHit(app.dataDir);
  await app.nest.get(HitJournal, { strict: false }).replay();
  expect(existsSync(journal)).toBe(false);
});
