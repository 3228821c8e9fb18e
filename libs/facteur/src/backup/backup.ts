import { copyFile, cp, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createDataSource, type Environment } from '@facteur/platform';
import { SqliteCopy } from './sqlite-copy.repository.js';

/** What was copied, and what is left for whoever owns the machine to do. */
export interface BackupMade {
  folder: string;
  /** Names in the folder. */
  files: string[];
  /** On a database server: the command that dumps it. */
  command: string | undefined;
}

/** Of the data folder: what nothing can be read without, and opens and clicks that are not recorded yet. */
const KEPT = /^(app-secret|hits-.*)$/;

/**
 * Copies an installation while it runs: SQLite as of one moment, the secret, and what waits to be recorded. Beside a database server the
 * database is dumped by its own means.
 *
 * @param folder made by it; must not be there yet
 * @throws Error when it is, or when there is no database
 */
export async function backUp(
  environment: Environment,
  folder: string,
  now = new Date(),
): Promise<BackupMade> {
  const { databaseUrl, dataDir, mediaFolder } = environment;
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST'
      ? new Error(`There is ${folder} already; a backup goes into a folder of its own.`)
      : error;
  });
  try {
    const file = /^sqlite:(.+)$/.exec(databaseUrl)?.[1];
    // Hits before and after the database: what it has recorded in between is in the first copy, and its own position counts it once.
    await copyKept(dataDir, folder);
    if (file) {
      const source = createDataSource(databaseUrl, { entities: [], migrations: [] }, { tablePrefix: '' });
      await source.initialize();
      try {
        await new SqliteCopy(source).to(join(folder, 'facteur.sqlite'), now);
      } finally {
        await source.destroy();
      }
    }
    await copyKept(dataDir, folder);
    if (mediaFolder) await cp(mediaFolder, join(folder, 'media'), { recursive: true });
    return { folder, files: (await readdir(folder)).sort(), command: file ? undefined : dumpOf(databaseUrl) };
  } catch (error) {
    // Half a backup is taken for a whole one.
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** A file that is recorded and goes while it is copied is in the database by then. */
async function copyKept(from: string, to: string): Promise<void> {
  for (const name of await readdir(from).catch(() => []))
    if (KEPT.test(name)) await copyTree(join(from, name), join(to, name));
}

async function copyTree(from: string, to: string): Promise<void> {
  try {
    if (!(await stat(from)).isDirectory()) return await copyFile(from, to);
    await mkdir(to, { recursive: true });
    for (const name of await readdir(from)) await copyTree(join(from, name), join(to, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Of one moment, without keeping anybody from writing. */
function dumpOf(url: string): string {
  const { hostname, port, username, pathname, searchParams } = new URL(url);
  const tls = searchParams.get('tls');
  const authority = tls && tls !== 'true' ? ` --ssl-ca=${tls}` : '';
  const checked = tls && tls !== 'false' ? ` --ssl-verify-server-cert${authority}` : '';
  const user = decodeURIComponent(username);
  const name = decodeURIComponent(pathname.slice(1));
  return `mariadb-dump --single-transaction --routines --hex-blob${checked} -h ${hostname} -P ${port || 3306} -u ${user} -p ${name} > facteur.sql`;
}
