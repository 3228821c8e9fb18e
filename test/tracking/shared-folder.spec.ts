import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FacteurModule } from '@facteur/facteur';
import { HitJournal } from '@facteur/tracking';
import { TestApp } from '../support/test-app.js';

let app: TestApp;
beforeAll(async () => {
  app = await TestApp.start('SQLite');
});
afterAll(() => app.stop());

it('a worker that shares the folder of the server leaves the hits that wait there to the server', async () => {
  const journal = join(app.dataDir, 'tracking-journal.ndjson');
  const hit = { kind: 'open', itemId: 1, trackingUrlId: null, at: '2027-03-01T09:00:00Z', userAgent: 'x' };
  writeFileSync(journal, `${JSON.stringify(hit)}\n`);
  const worker = await NestFactory.createApplicationContext(
    FacteurModule.forRoot({
      role: 'worker',
      scheduling: { enabled: false },
      environment: {
        ...{ port: 0, siteUrl: 'https://crm.example.com', databaseUrl: 'sqlite::memory:' },
        ...{ dataDir: app.dataDir, smtpUrl: undefined, appSecret: 'a secret for tests alone' },
        ...{ adminEmail: 'a@x.example', adminPassword: 'password', logLevel: 'silent' },
      },
    }),
    { logger: false },
  );
  try {
    await worker.get(HitJournal, { strict: false }).replay();
    expect(existsSync(journal)).toBe(true);
    await app.nest.get(HitJournal, { strict: false }).replay();
    expect(existsSync(journal)).toBe(false);
  } finally {
    await worker.close();
  }
});
