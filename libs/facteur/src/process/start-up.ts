import { type LoggerService } from '@nestjs/common';
import { setFlagsFromString } from 'node:v8';
import { patiently } from '../open-database.js';
import { VERSION } from '../version.js';
import { startTelemetry } from './telemetry.js';

type StartError = Error & { code?: string; port?: number; path?: string };

/**
 * Where a machine has gigabytes, V8 lets a heap grow to four times what lives in it before it looks through all of it. Of
 * ours 80 MB live while a mailing is sent, and the rest of 280 was litter (npm run bench:memory).
 */
const HEAP_GROWTH = '--heap-growing-percent=30';

/**
 * Starts a process of the installation: files are its owner's alone, and a database that goes away in the middle of the
 * start is waited for like one that is not there yet. Traces are sent where the variables of OpenTelemetry say.
 */
export async function startProcess<T>(start: () => Promise<T>, role = 'server'): Promise<T> {
  process.umask(0o077);
  setFlagsFromString(HEAP_GROWTH);
  await startTelemetry(role, VERSION);
  return patiently('The database', start);
}

/** One clear line for what goes wrong at the start, in the form of the log; then the process ends. */
export function failStart(error: StartError, logger?: LoggerService): void {
  const words = explain(error);
  if (logger) logger.fatal?.(words, 'Facteur');
  else process.stderr.write(`${words}\n`);
  process.exitCode = 1;
  // What is still open (timers, pools) must not keep a process alive that never started.
  process.exit();
}

function explain(error: StartError): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${error.port} is in use by another program. Stop it, or choose another with PORT=3001.`;
    case 'EADDRNOTAVAIL':
      return `This machine has no address ${(error as { address?: string }).address ?? ''} to listen on. Choose another with HOST=127.0.0.1.`;
    case 'EACCES':
    case 'EROFS':
    case 'EPERM':
    case 'ENOTDIR':
    case 'ENOSPC':
      return `${error.path ?? 'The data folder'} cannot be written to. Choose another folder with DATA_DIR=/some/folder.`;
    default:
      return /^(The|SQLite) /.test(error.message)
        ? error.message
        : `Facteur could not start: ${error.stack ?? error.message}`;
  }
}

const LOOK_EVERY = 1_000;

/**
 * npm passes a signal on to the shell between it and us, and the shell to nobody: when the process that started us is
 * gone, we stop as if we had been told.
 */
export function stopWithNpm(): void {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, LOOK_EVERY).unref();
}
