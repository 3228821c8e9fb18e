import { AsyncLocalStorage } from 'node:async_hooks';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { Observable } from 'rxjs';
import type { ApiRequest, Principal } from './access-policy.js';

/** Who asks the API for what is happening just now. */
export interface Actor extends Pick<
  Principal,
  'id' | 'name' | 'email' | 'isProgram' | 'permissions' | 'reach' | 'teams'
> {
  /** Address that the request came from, as far as proxies that are trusted tell. */
  ip?: string | undefined;
}

const acting = new AsyncLocalStorage<Actor>();

/** Undefined for what jobs and recipients do: nobody who signed in asks for that. */
export const actorNow = (): Actor | undefined => acting.getStore();

/** Work that is nobody's, whoever set it off: a job that a person starts by hand sees and does what it always does. */
export const asNobody = <T>(work: () => T): T => acting.exit(work);

/** What a handler of the API does, and whatever follows from it, is done by whoever asked. */
@Injectable()
export class ActingInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { principal, ip } = context.switchToHttp().getRequest<ApiRequest>();
    if (!principal) return next.handle();
    return new Observable((subscriber) =>
      acting.run({ ...principal, ip }, () => next.handle().subscribe(subscriber)),
    );
  }
}
