import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { STATUS_CODES } from 'node:http';
import { isConnectionError } from '../database/transient-errors.js';
import { aboutThis } from '../doing/doing.js';
import { Problem } from './problems.js';

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
  send(body: unknown): void;
}

interface Asked {
  url: string;
  method: string;
  id?: unknown;
  principal?: { name: string };
}

interface Described {
  title: string;
  status: number;
  detail: string;
  code?: string;
  params?: Record<string, unknown>;
}

/** Where a problem has no code of its own: `invalid-input`, `not-found` … */
const codeOf = (title: string) => title.toLowerCase().replace(/[^a-z]+/g, '-');

/** Nest's own exceptions carry several messages beside a general one. */
function wordsOf(error: Error): string {
  const response: unknown = error instanceof HttpException ? error.getResponse() : undefined;
  const { message } = (typeof response === 'object' && response !== null ? response : {}) as {
    message?: unknown;
  };
  return Array.isArray(message) ? message.join('; ') : error.message;
}

/** Turns every exception into a problem document (RFC 9457). What nobody foresaw is logged whole and told in brief. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('HTTP');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Asked>();
    const problem = this.describe(error, request);
    this.note(problem, request);
    http
      .getResponse<Reply>()
      .status(problem.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(
        JSON.stringify({
          type: 'about:blank',
          code: codeOf(problem.title),
          ...problem,
          instance: request.url.split('?')[0],
          ...(request.id === undefined ? {} : { requestId: String(request.id) }),
        }),
      );
  }

  /** What was refused leaves a trace: who tried what they may not, and, for whoever looks closely, what was wrong input. Never its values. */
  private note({ status, code, params }: Described, { method, url, principal, id }: Asked): void {
    if (status >= 500) return;
    const why = [code, ...Object.values(params ?? {})].filter(Boolean).join(' ');
    const words = `Refused (${status}${why && ` ${why}`}): ${method} ${url.split('?')[0]} by ${principal?.name ?? 'a stranger'}`;
    aboutThis({ request: String(id ?? '?') }, () =>
      status === 403 ? this.logger.warn(words) : this.logger.debug(words),
    );
  }

  private describe(error: unknown, request: Asked): Described {
    if (error instanceof Problem) {
      return { title: error.title, status: error.getStatus(), detail: error.message, ...error.extensions };
    }
    const status =
      error instanceof HttpException
        ? error.getStatus()
        : ((error as { statusCode?: number } | undefined)?.statusCode ?? 500);
    if (status >= 400 && status < 500) {
      return { title: STATUS_CODES[status] ?? 'Error', status, detail: wordsOf(error as Error) };
    }
    const id = String(request.id ?? '?');
    const words = `${request.method} ${request.url.split('?')[0]} (request ${id}): ${(error as Error)?.stack ?? String(error)}`;
    aboutThis({ request: id }, () => this.logger.error(words));
    if (isConnectionError(error)) {
      return {
        title: 'Service unavailable',
        status: 503,
        detail: 'The database cannot be reached; try again soon.',
      };
    }
    return {
      title: 'Internal error',
      status: 500,
      detail: 'Something went wrong here; the log of the server says more.',
    };
  }
}
