import 'reflect-metadata';
import {
  FacteurModule,
  failStart,
  ProductionLogger,
  startProcess,
  stopWithNpm,
  VERSION,
} from '@facteur/facteur';
import { type Environment, readEnvironment } from '@facteur/platform';
import { createServer } from './create-server.js';
import { announcePassword } from './start-up.js';

/** The server with the settings from the environment; no demo data, no development inbox. */
async function main(environment: Environment, logger: ProductionLogger): Promise<void> {
  logger.log(`Facteur ${VERSION}, Node ${process.version}`, 'Facteur');
  const app = await startProcess(() =>
    createServer(
      FacteurModule.forRoot({ environment, announcePassword: announcePassword(environment.dataDir, logger) }),
      {
        logger,
        docsPage: environment.apiDocs ?? false,
        ...(environment.trustProxy === undefined ? {} : { trustProxy: environment.trustProxy }),
      },
    ),
  );
  stopWithNpm();
  await app.listen(environment.port, environment.host ?? '0.0.0.0');
  logger.log(`Facteur listens on port ${environment.port}; public address ${environment.siteUrl}`, 'Facteur');
}

let logger: ProductionLogger | undefined;
try {
  const environment = { ...readEnvironment(), production: true };
  logger = new ProductionLogger(environment.logLevel);
  await main(environment, logger);
} catch (error) {
  failStart(error as Error, logger);
}
