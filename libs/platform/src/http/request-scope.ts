import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { Observable } from 'rxjs';
import { aboutThis, failed } from '../doing/doing.js';
import { Problem } from '../errors/problems.js';
import type { ApiRequest } from './access-policy.js';
import { routeOf } from './request-times.js';

/** A call of the API: its id stands in what is logged meanwhile, and a span goes on from that of whoever asks (W3C Trace Context). */
@Injectable()
export class RequestScopeInterceptor implements NestInterceptor {
  intercept(execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = execution.switchToHttp();
    const request = http.getRequest<ApiRequest & { id?: unknown }>();
    const id = request.id === undefined ? undefined : String(request.id);
    const asker = propagation.extract(context.active(), request.headers);
    const route = `/${routeOf(execution)}`;
    const span = trace.getTracer('facteur').startSpan(
      `${request.method} ${route}`,
      {
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': request.method,
          'http.route': route,
          ...(id ? { 'facteur.request': id } : {}),
        },
      },
      asker,
    );
    const within = <T>(work: () => T): T =>
      context.with(trace.setSpan(asker, span), () => aboutThis(id ? { request: id } : {}, work));
    return new Observable((subscriber) =>
      within(() =>
        next.handle().subscribe({
          next: (value) => subscriber.next(value),
          error: (error: Error) => {
            const status = error instanceof Problem ? error.getStatus() : 500;
            span.setAttribute('http.response.status_code', status);
            // What somebody asked wrongly is no fault of the server.
            if (status >= 500) failed(span, error);
            span.end();
            subscriber.error(error);
          },
          complete: () => {
            span.setAttribute(
              'http.response.status_code',
              http.getResponse<{ statusCode: number }>().statusCode,
            );
            span.end();
            subscriber.complete();
          },
        }),
      ),
    );
  }
}
