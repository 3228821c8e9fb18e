import 'reflect-metadata';
import { ConsoleLogger } from '@nestjs/common';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiKeyService } from '@facteur/admin';
import { DevInbox } from '@facteur/dev-inbox';
import { FacteurModule, failStart, startProcess, stopWithNpm } from '@facteur/facteur';
import { readEnvironment } from '@facteur/platform';
import { createServer } from '../create-server.js';
import { fillWithDemoData } from './demo-data.js';

const DEMO_KEY = 'npm run demo';
const INBOX_SMTP_PORT = Number(process.env.INBOX_SMTP_PORT || 1025);
const INBOX_PORT = Number(process.env.INBOX_PORT || 8025);

/** `npm start`: everything on one machine, with demo data and an inbox that nothing leaves. */
async function main(): Promise<void> {
  const environment = readEnvironment();
  process.umask(0o077);
  mkdirSync(environment.dataDir, { recursive: true, mode: 0o700 });
  // Said now, in one line, and not by whatever happens to write first.
  const probe = join(environment.dataDir, '.writable');
  writeFileSync(probe, '');
  rmSync(probe);
  const inbox = new DevInbox();
  const ports = await inbox.listen(INBOX_SMTP_PORT, INBOX_PORT, {
    smtp: Boolean(process.env.INBOX_SMTP_PORT),
    http: Boolean(process.env.INBOX_PORT),
  });
  let password: string | undefined;
  const app = await startProcess(() =>
    createServer(
      FacteurModule.forRoot({
        environment: {
          ...environment,
          // Whatever SMTP_URL says: the demonstration writes to made-up people.
          smtpUrl: `smtp://127.0.0.1:${ports.smtpPort}?security=none`,
          privateNetworks: process.env.PRIVATE_NETWORKS ? environment.privateNetworks! : 'allow',
        },
        announcePassword: (_email, made) => (password = made),
        developmentInbox: `http://localhost:${ports.httpPort}`,
      }),
      { logger: new ConsoleLogger({ logLevels: ['fatal', 'error', 'warn'] }) },
    ),
  );
  stopWithNpm();
  const filled = await fillWithDemoData(app);
  // For `npm run demo` in another terminal, as long as this runs.
  const keyFile = join(environment.dataDir, 'demo.json');
  const { key } = await app.get(ApiKeyService).renew(DEMO_KEY);
  writeFileSync(keyFile, JSON.stringify({ apiKey: key, inbox: `http://localhost:${ports.httpPort}` }), {
    mode: 0o600,
  });
  process.once('exit', () => rmSync(keyFile, { force: true }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void inbox.close());
  await app.listen(environment.port, environment.host ?? '127.0.0.1');
  const line = (label: string, value: string) => console.log(`  ${label.padEnd(20)}${value}`);
  const site = `http://localhost:${environment.port}`;
  console.log(`\nFacteur is running${filled ? ', with a demo CRM of 500 records' : ''}.\n`);
  line('Console', site);
  line('API', `${site}/api/v1`);
  line('API documentation', `${site}/api/docs`);
  line('Development inbox', `http://localhost:${ports.httpPort}   (nothing leaves this machine)`);
  if (ports.httpPort !== INBOX_PORT || ports.smtpPort !== INBOX_SMTP_PORT)
    line(
      '',
      `its usual ports were taken: it reads on ${ports.httpPort} and takes mail (SMTP) on ${ports.smtpPort}`,
    );
  line('Admin', environment.adminEmail);
  line(
    'Password',
    password ??
      (environment.adminPassword
        ? 'the one in ADMIN_PASSWORD'
        : 'the one shown at the first start; forgotten? npm run reset-password'),
  );
  line('Data', environment.dataDir);
  console.log('\n  In another terminal, "npm run demo" plays a campaign before your eyes. Ctrl-C stops.\n');
}

main().catch((error: Error) => failStart(error));
