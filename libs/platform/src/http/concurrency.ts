import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { Reflector } from '@nestjs/core';
import { defer, from, lastValueFrom, map, mergeMap, type Observable } from 'rxjs';
import { Database } from '../database/database.js';
import { Problem } from '../errors/problems.js';
import { lockRow } from '../database/row-lock.repository.js';
import type { ApiRequest } from './access-policy.js';
import { isOwn, RecordShows, type Show } from './record-shows.js';

/** Metadata of a controller: the table whose row, by `public_id`, is what it shows under `:id`. */
export const ROW_OF = 'facteur row of';

interface Reply {
  header(name: string, value: string): unknown;
}

/** Names a state of a record: whoever has this tag has seen it as it is (RFC 9110, strong). */
export const tagOf = (view: object): string =>
  `"${createHash('sha256').update(JSON.stringify(view)).digest('base64url').slice(0, 22)}"`;

/**
 * Single records carry an `ETag`. A change, a deletion or an act with `If-Match` is refused (412) when the record is no
 * longer as whoever sends it has seen it, with the record as it is now. Looking and changing happen in one transaction,
 * with the row locked, so that of two who save at once one is told.
 */
@Injectable()
export class ConcurrencyInterceptor implements NestInterceptor {
  constructor(
    private readonly records: RecordShows,
    private readonly reflector: Reflector,
    private readonly database: Database,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler<object>): Observable<unknown> {
    const http = context.switchToHttp();
    const { method, headers, params } = http.getRequest<ApiRequest & { params?: { id?: string } }>();
    const show = this.records.of(context.getClass());
    if (!show) return next.handle();
    const reply = http.getResponse<Reply>();
    if (method === 'GET') {
      if (!isOwn(this.reflector.get<string>(PATH_METADATA, context.getHandler()))) return next.handle();
      return next.handle().pipe(map((view) => (reply.header('etag', tagOf(view)), view)));
    }
    const seen = headers['if-match'];
    if (seen === undefined) return next.handle();
    const id = params?.id ?? '';
    if (method === 'POST')
      return defer(() => this.refuseChanged(show, id, String(seen))).pipe(mergeMap(() => next.handle()));
    const table = Reflect.getMetadata(ROW_OF, context.getClass()) as string | undefined;
    const change = async () => {
      if (table) await lockRow(this.database, table, id);
      await this.refuseChanged(show, id, String(seen));
      const answer = await lastValueFrom(next.handle(), { defaultValue: undefined });
      return { answer, tag: method === 'DELETE' ? undefined : tagOf(await show(id)) };
    };
    return from(this.database.transaction(change)).pipe(
      map(({ answer, tag }) => {
        if (tag) reply.header('etag', tag);
        return answer;
      }),
    );
  }

  /** @throws Problem 412 */
  private async refuseChanged(show: Show, id: string, seen: string): Promise<void> {
    const current = await show(id);
    const tag = tagOf(current);
    if (seen.trim() === '*' || seen.split(',').some((one) => one.trim() === tag)) return;
    throw new Problem(412, 'Precondition failed', 'It was changed meanwhile; look at it as it is now.', {
      code: 'changed-meanwhile',
      current,
      currentTag: tag,
    });
  }
}
