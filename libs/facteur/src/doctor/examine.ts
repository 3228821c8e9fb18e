import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import { type Environment, type HealthState, Installation, readEnvironment } from '@facteur/platform';
import { FacteurModule } from '../facteur.module.js';
import { Diagnostics } from '../health/diagnostics.js';
import { lookAtDatabase } from './look-at-database.js';

/** What one look says. */
export interface DoctorLine {
  code: string;
  state: HealthState;
  /** In words, with what to do. */
  detail: string;
}

/**
 * Looks an installation over, whether its server starts or not: what the environment says, the database, the secret, then the whole chain
 * from a letter to an inbox, trying out what can be tried. Changes nothing; what stands in the way of the rest is the last line.
 */
export async function* examine(variables: NodeJS.ProcessEnv): AsyncGenerator<DoctorLine> {
  let environment: Environment;
  try {
    environment = { ...readEnvironment(variables), production: true };
  } catch (error) {
    yield { code: 'environment', state: 'fail', detail: (error as Error).message };
    return;
  }
  yield { code: 'environment', state: 'pass', detail: 'The variables can be read.' };
  const folder = await lookAtFolder(environment);
  yield folder;
  if (folder.state === 'fail') return;
  for (const line of await lookAtDatabase(environment.databaseUrl)) {
    yield line;
    if (line.state === 'fail') return;
  }
  yield* chain(environment);
}

async function* chain(environment: Environment): AsyncGenerator<DoctorLine> {
  let app;
  try {
    app = await NestFactory.createApplicationContext(
      FacteurModule.forRoot({ environment, role: 'worker', scheduling: { enabled: false }, migrate: false }),
      { logger: false, abortOnError: false },
    );
  } catch (error) {
    const { message } = error as Error;
    yield { code: /APP_SECRET/.test(message) ? 'secret' : 'start', state: 'fail', detail: message };
    return;
  }
  try {
    yield { code: 'secret', state: 'pass', detail: 'What is stored can be read with APP_SECRET.' };
    if (environment.smtpUrl && environment.smtpUrl !== (await app.get(Installation).words()).smtpUrl)
      yield {
        ...{ code: 'smtp-url', state: 'warn' },
        detail:
          'SMTP_URL is another here than that with which the server began: what follows is tried with the one of the server. Start it again for it to use this one.',
      };
    const { checks } = await app.get(Diagnostics).look(true);
    for (const { code, state, detail } of checks) yield { code, state, detail };
  } finally {
    await app.close();
  }
}

async function lookAtFolder({ dataDir, databaseUrl }: Environment): Promise<DoctorLine> {
  const code = 'data';
  const file = /^sqlite:(.+)$/.exec(databaseUrl)?.[1];
  if (file && file !== ':memory:' && !existsSync(file))
    return {
      ...{ code, state: 'fail' },
      detail: `There is no database ${file}. Set DATA_DIR or DATABASE_URL as the server has them, or start the server, which makes it.`,
    };
  const fault = folderFault(dataDir);
  if (fault) return { code, state: 'fail', detail: `The data folder (DATA_DIR) ${dataDir} ${fault}.` };
  return { code, state: 'pass', detail: `The data folder is ${dataDir}.` };
}

/** Why the server could not keep its things there; undefined when it can, or will make it. */
function folderFault(dataDir: string): string | undefined {
  if (!existsSync(dataDir)) return undefined;
  if (!statSync(dataDir).isDirectory()) return 'is no folder';
  try {
    accessSync(dataDir, constants.W_OK);
    return undefined;
  } catch {
    return 'cannot be written to by whoever asks this; run it as the user of the server';
  }
}
