import 'reflect-metadata';
import { failStart, ProductionLogger, startProcess, stopWithNpm } from '@facteur/facteur';
import { readEnvironment } from '@facteur/platform';
import { Worker } from './worker.js';

let logger: ProductionLogger | undefined;
try {
  const environment = { ...readEnvironment(), production: true };
  logger = new ProductionLogger(environment.logLevel);
  if (environment.databaseUrl.startsWith('sqlite:'))
    throw new Error(
      'SQLite serves one process: the server sends by itself. For workers set DATABASE_URL=mysql://…',
    );
  const worker = await startProcess(() => Worker.start({ environment }, logger), 'worker');
  stopWithNpm();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void worker.stop());
  logger.log('The worker sends what runs of the job grant.', 'Facteur');
  await worker.run();
} catch (error) {
  failStart(error as Error, logger);
}
