import 'reflect-metadata';
import { ConsoleLogger } from '@nestjs/common';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiKeyService } from '@facteur/admin';
import { DevInbox } from '@facteur/dev-inbox';
import { FacteurModule } from '@facteur/facteur';
import { readEnvironment } from '@facteur/platform';
import { createServer } from '../create-server.js';
import { explain } from '../start-up.js';
import { fillWithDemoData } from './demo-data.js';

/** `npm start`: everything on one machine, with demo data and an inbox that nothing leaves. */
async function main(): Promise<void> {
  const environment = readEnvironment();
  mkdirSync(environment.dataDir, { recursive: true });
  writeFileSync(join(environment.dataDir, '.writable'), '');
  const inbox = new DevInbox();
  const ports = await inbox.listen(
    Number(process.env.INBOX_SMTP_PORT ?? 1025),
    Number(process.env.INBOX_PORT ?? 8025),
  );
  let password: string | undefined;
  const app = await createServer(
    FacteurModule.forRoot({
      // Whatever SMTP_URL says: the demonstration writes to made-up people.
      environment: { ...environment, smtpUrl: `smtp://127.0.0.1:${ports.smtpPort}` },
      announcePassword: (_email, made) => (password = made),
    }),
    { logger: new ConsoleLogger({ logLevels: ['fatal', 'error', 'warn'] }) },
  );
  const filled = await fillWithDemoData(app);
  const keyFile = join(environment.dataDir, 'demo.json');
  if (!existsSync(keyFile)) {
    const key = await app.get(ApiKeyService).create({ name: 'npm run demo' });
    writeFileSync(keyFile, JSON.stringify({ apiKey: key.key }), { mode: 0o600 });
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void inbox.close());
  await app.listen(environment.port, '0.0.0.0');
  const line = (label: string, value: string) => console.log(`  ${label.padEnd(20)}${value}`);
  const site = `http://localhost:${environment.port}`;
  console.log(`\nFacteur is running${filled ? ', with a demo CRM of 500 records' : ''}.\n`);
  line('API', `${site}/api/v1`);
  line('API documentation', `${site}/api/docs`);
  line('Development inbox', `http://localhost:${ports.httpPort}   (nothing leaves this machine)`);
  line('Admin', environment.adminEmail);
  line(
    'Password',
    password ??
      (environment.adminPassword ? 'the one in ADMIN_PASSWORD' : 'the one shown at the first start'),
  );
  line('Data', environment.dataDir);
  console.log('\n  In another terminal, "npm run demo" plays a campaign before your eyes. Ctrl-C stops.\n');
}

main().catch((error: Error) => {
  console.error(explain(error));
  process.exit(1);
});
