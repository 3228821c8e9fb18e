import {
  type CallHandler,
  type ExecutionContext,
  HttpException,
  Injectable,
  Logger,
  type NestInterceptor,
  SetMetadata,
} from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { Reflector } from '@nestjs/core';
import { catchError, from, mergeMap, type Observable } from 'rxjs';
import { Problem } from '../errors/problems.js';
import type { ApiRequest } from '../http/access-policy.js';
import { isOwn, pathOf, RecordShows } from '../http/record-shows.js';
import { type ControllerNeeds, needIn, NEEDS_OF } from '../permissions/needs.js';
import { SIGNED_IN } from '../permissions/permissions.js';
import { AuditTrail } from './audit-trail.js';
import { changesBetween, madeOf } from './changes.js';

const UNRECORDED = 'facteur unrecorded';

/** A handler whose calls are not deeds: drafts that save themselves, what writes its own record. */
export const Unrecorded = () => SetMetadata(UNRECORDED, true);

const RECORDS = 'facteur records';

/** An act whose record keeps what was said with it: members of the body. */
export const Recorded = (...members: string[]) => SetMetadata(RECORDS, members);

const VERBS: Record<string, string> = { POST: 'create', PUT: 'change', PATCH: 'change', DELETE: 'delete' };

type Named = Record<string, unknown>;

/**
 * Who did what to what, for every call that changes something or takes people away as a file: what was and what is, as the API itself
 * shows it, which is without secrets. Written when it is done; of acts that broke it is told that they did, since a part may have happened.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  private readonly logger = new Logger(AuditInterceptor.name);

  constructor(
    private readonly trail: AuditTrail,
    private readonly records: RecordShows,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<ApiRequest & { params?: Record<string, string> }>();
    if (!this.isDeed(context, request.method)) return next.handle();
    const path = this.pathIn(context);
    // What is done within a record, or to it by a verb of its own, is told by that verb.
    const show = request.method !== 'POST' && isOwn(path) ? this.records.of(context.getClass()) : undefined;
    const look = async (): Promise<Named | undefined> =>
      (await show?.(request.params?.['id'] ?? '').catch(() => undefined)) as Named | undefined;
    return from(look()).pipe(
      mergeMap((before) =>
        next.handle().pipe(
          mergeMap(async (answer) => {
            await this.write(context, request, before, answer, look);
            return answer as unknown;
          }),
          catchError((error: unknown) => from(this.writeFailure(context, request, error))),
        ),
      ),
    );
  }

  private isDeed(context: ExecutionContext, method: string): boolean {
    if (this.reflector.get<boolean>(UNRECORDED, context.getHandler())) return false;
    const need = needIn(this.reflector, context, method);
    if (need === undefined || need === SIGNED_IN) return false;
    if (method === 'GET' || method === 'HEAD') return need === 'people:export';
    return !need.endsWith(':see');
  }

  /** An act that broke may have done a part of it: five of ten letters have left. @throws the error that it is told of */
  private async writeFailure(
    context: ExecutionContext,
    { method, params, principal }: ApiRequest & { params?: Record<string, string> },
    error: unknown,
  ): Promise<never> {
    const action = ownOf(this.pathIn(context));
    const isRefusal = error instanceof HttpException && error.getStatus() < 409;
    if (method === 'POST' && action && !isRefusal)
      await this.trail
        .write({
          ...{ actor: principal?.name ?? 'somebody', action, subjectId: params?.['id'] },
          subjectType: typeOf(context),
          // Not its words: a server's answer names whom it refused.
          details: { failed: error instanceof Problem ? error.title : 'Internal error' },
        })
        // What broke first is what is told: the database may be away for both.
        .catch((second: unknown) =>
          this.logger.error(`A failed ${action} was not written down: ${String(second)}`),
        );
    throw error;
  }

  private saidIn(context: ExecutionContext, body: unknown): { said?: Named } {
    const members = this.reflector.get<string[] | undefined>(RECORDS, context.getHandler());
    if (!members) return {};
    const said = Object.entries((body ?? {}) as Named).filter(([name]) => members.includes(name));
    return { said: Object.fromEntries(said) };
  }

  private pathIn(context: ExecutionContext): string {
    return String(this.reflector.get<string>(PATH_METADATA, context.getHandler()) ?? '');
  }

  private async write(
    context: ExecutionContext,
    { method, params, principal, body }: ApiRequest & { params?: Record<string, string>; body?: unknown },
    before: Named | undefined,
    answer: unknown,
    look: () => Promise<Named | undefined>,
  ): Promise<void> {
    const path = this.pathIn(context);
    const own = ownOf(path);
    const made = (answer ?? {}) as Named;
    // What was made is looked at as it is shown later: the answer may hold what is shown once.
    const isNew = method === 'POST' && (path === '/' || path === '') && typeof made['id'] === 'string';
    const after = isNew
      ? ((await this.records
          .of(context.getClass())?.(made['id'] as string)
          .catch(() => undefined)) as Named)
      : before && method !== 'DELETE'
        ? await look()
        : undefined;
    // An act by a verb of its own answers with what it did, not with what it was done to.
    const named =
      own && params?.['id'] && made['name'] === undefined
        ? ((await this.records
            .of(context.getClass())?.(params['id'])
            .catch(() => undefined)) as Named | undefined)
        : undefined;
    const shown = before ?? named ?? made;
    const changes = before ? changesBetween(before, after) : after ? madeOf(after) : {};
    const needs = Reflect.getMetadata(NEEDS_OF, context.getClass()) as ControllerNeeds | undefined;
    // Who is erased must not live on here.
    const isOfPeople = needs?.see === 'people:see';
    await this.trail.write({
      actor: principal?.name ?? 'somebody',
      action: own ?? VERBS[method] ?? 'export',
      subjectType: typeOf(context),
      subjectId: params?.['id'] ?? textOf(made['id']),
      subjectName: isOfPeople ? undefined : (textOf(shown['name']) ?? textOf(shown['email'])),
      details: {
        ...restOf(params),
        ...this.saidIn(context, body),
        ...(isOfPeople ? { fields: Object.keys(changes.after ?? {}) } : changes),
      },
    });
  }
}

/** The verb of an act, such as `pause`; undefined for what is done to a record as a whole. */
const ownOf = (path: string) =>
  path
    .split('/')
    .filter((part) => part && !part.startsWith(':'))
    .pop();

const typeOf = (context: ExecutionContext) => pathOf(context.getClass()).replace(/^api\/v1\//, '');

const textOf = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

/** What of the path tells more than the record. */
const restOf = ({ id: _id, targetId: _person, recordId: _record, ...rest }: Record<string, string> = {}) =>
  Object.keys(rest).length ? { of: rest } : {};
