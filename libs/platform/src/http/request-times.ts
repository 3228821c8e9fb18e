import {
  type CallHandler,
  type ExecutionContext,
  HttpException,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { type Observable, tap } from 'rxjs';
import type { ApiRequest } from './access-policy.js';

/** How long a call of the API took. */
export interface RequestTime {
  method: string;
  /** As it was declared, without the ids of anything. */
  route: string;
  status: number;
  seconds: number;
}

/** Calls of the API, for whoever measures them; before {@link watch} is called nobody does. */
@Injectable()
export class RequestTimes {
  private watcher: ((time: RequestTime) => void) | undefined;

  watch(watcher: (time: RequestTime) => void): void {
    this.watcher = watcher;
  }

  tell(time: RequestTime): void {
    this.watcher?.(time);
  }
}

/** Tells {@link RequestTimes} of each call that was let in. */
@Injectable()
export class TimingInterceptor implements NestInterceptor {
  constructor(private readonly times: RequestTimes) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const begun = performance.now();
    const tell = (status: number) =>
      this.times.tell({
        method: http.getRequest<ApiRequest>().method,
        route: routeOf(context),
        status,
        seconds: (performance.now() - begun) / 1_000,
      });
    return next.handle().pipe(
      tap({
        complete: () => tell(http.getResponse<{ statusCode: number }>().statusCode),
        error: (error: unknown) => tell(error instanceof HttpException ? error.getStatus() : 500),
      }),
    );
  }
}

/** As it was declared, without the ids of anything. Pure. */
export const routeOf = (context: ExecutionContext) =>
  [context.getClass(), context.getHandler()]
    .map((one) => String(Reflect.getMetadata(PATH_METADATA, one) ?? '').replace(/^\/|\/$/g, ''))
    .filter(Boolean)
    .join('/');
