import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { aboutNow } from '@facteur/platform';

const LEVELS: Record<string, LogLevel[]> = {
  silent: [],
  fatal: ['fatal'],
  error: ['fatal', 'error'],
  warn: ['fatal', 'error', 'warn'],
  info: ['fatal', 'error', 'warn', 'log'],
  debug: ['fatal', 'error', 'warn', 'log', 'debug'],
  trace: ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'],
};

/** What Nest tells of itself at each start, some two hundred lines of routes: of interest to whoever looks for a fault. */
const OF_NEST = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
]);

/** One JSON object a line, for whoever collects logs, with the ids of what is being done just then. */
export class ProductionLogger extends ConsoleLogger {
  constructor(level: string) {
    super({ json: true, logLevels: LEVELS[level] ?? LEVELS['info']! });
  }

  protected override getJsonLogObject(
    message: unknown,
    options: Parameters<ConsoleLogger['getJsonLogObject']>[1],
  ): ReturnType<ConsoleLogger['getJsonLogObject']> {
    return { ...super.getJsonLogObject(message, options), ...aboutNow() };
  }

  override log(message: unknown, ...rest: unknown[]): void {
    if (OF_NEST.has(String(rest.at(-1)))) super.debug(message, ...(rest as [string]));
    else super.log(message, ...(rest as [string]));
  }
}
