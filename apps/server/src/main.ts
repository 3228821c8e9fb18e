import 'reflect-metadata';
import { FacteurModule } from '@facteur/facteur';
import { readEnvironment } from '@facteur/platform';
import { createServer } from './create-server.js';
import { announcePassword, explain, productionLogger } from './start-up.js';

/** The server with the settings from the environment; no demo data, no development inbox. */
async function main(): Promise<void> {
  const environment = readEnvironment();
  const logger = productionLogger(environment.logLevel);
  const app = await createServer(FacteurModule.forRoot({ environment, announcePassword }), { logger });
  await app.listen(environment.port, '0.0.0.0');
  logger.log(`Facteur listens on port ${environment.port}; public address ${environment.siteUrl}`, 'Facteur');
}

main().catch((error: Error) => {
  console.error(explain(error));
  process.exit(1);
});
