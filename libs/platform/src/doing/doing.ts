import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';

/** What a piece of work is about: public ids, by which logs are searched. */
export interface About {
  /** Of the call of the API; its answer carries it, where it is a problem. */
  request?: string;
  /** A scheduled job, by its name. */
  job?: string;
  mailing?: string;
  mailbox?: string;
  /** A message of a mailing, by its number in the queue. */
  item?: number;
}

const current = new AsyncLocalStorage<About>();

/** The ids of what is being done just now, and of the trace that it belongs to, where somebody traces. */
export function aboutNow(): About & { traceId?: string; spanId?: string } {
  const about = current.getStore() ?? {};
  const of = trace.getActiveSpan()?.spanContext();
  return of ? { ...about, traceId: of.traceId, spanId: of.spanId } : about;
}

/** Does work whose ids stand in every line that is logged meanwhile, besides those of the work around it. */
export const aboutThis = <T>(about: About, work: () => T): T =>
  current.run({ ...current.getStore(), ...about }, work);

/**
 * The same with a span of OpenTelemetry around it. Without an SDK in the process (a host's, or ours when its variables are
 * set) nothing is measured.
 *
 * @param name says the kind of work, never whose: `send mailing`
 * @param under the work that asks for it, where another process does
 */
export function doing<T>(
  name: string,
  about: About,
  work: (span: Span) => Promise<T>,
  under?: Context,
): Promise<T> {
  const attributes = Object.fromEntries(Object.entries(about).map(([key, id]) => [`facteur.${key}`, id]));
  const tracer = trace.getTracer('facteur');
  return tracer.startActiveSpan(name, { attributes }, under ?? context.active(), (span) =>
    aboutThis(about, () => work(span))
      .catch((error: Error) => {
        failed(span, error);
        throw error;
      })
      .finally(() => span.end()),
  );
}

/** Marks a span as gone wrong. */
export function failed(span: Span, error: Error): void {
  span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
}
