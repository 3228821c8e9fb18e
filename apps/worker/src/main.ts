import 'reflect-metadata';
import { readEnvironment } from '@facteur/platform';
import { Worker } from './worker.js';

async function main(): Promise<void> {
  const environment = readEnvironment();
  if (environment.databaseUrl.startsWith('sqlite:')) {
    throw new Error(
      'SQLite serves one process: the server sends by itself. For workers set DATABASE_URL=mysql://…',
    );
  }
  const senderLease = Number(process.env.SENDER_LEASE_MS ?? 20_000);
  const worker = await Worker.start({ environment, dispatch: { senderLease } });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void worker.stop());
  await worker.run();
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
