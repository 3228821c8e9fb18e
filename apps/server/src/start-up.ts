import { ConsoleLogger, type LogLevel } from '@nestjs/common';

const LEVELS: Record<string, LogLevel[]> = {
  silent: [],
  fatal: ['fatal'],
  error: ['fatal', 'error'],
  warn: ['fatal', 'error', 'warn'],
  info: ['fatal', 'error', 'warn', 'log'],
  debug: ['fatal', 'error', 'warn', 'log', 'debug'],
  trace: ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'],
};

/** One JSON object a line, for whoever collects logs. */
export function productionLogger(level: string): ConsoleLogger {
  return new ConsoleLogger({ json: true, logLevels: LEVELS[level] ?? LEVELS['info']! });
}

/** Shown once, on the terminal and not in the log. */
export function announcePassword(email: string, password: string): void {
  process.stdout.write(
    `\n  The first admin is ${email}, password ${password}\n  It is shown only now; set ADMIN_PASSWORD to choose your own.\n\n`,
  );
}

/** One clear line for what goes wrong at the start. */
export function explain(error: Error & { code?: string; port?: number; path?: string }): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${error.port} is in use by another program. Stop it, or choose another with PORT=3001.`;
    case 'EACCES':
    case 'EROFS':
    case 'EPERM':
    case 'ENOTDIR':
    case 'ENOSPC':
      return `${error.path ?? 'The data folder'} cannot be written to. Choose another folder with DATA_DIR=/some/folder.`;
    default:
      return error.message.startsWith('The ')
        ? error.message
        : `Facteur could not start: ${error.stack ?? error.message}`;
  }
}
