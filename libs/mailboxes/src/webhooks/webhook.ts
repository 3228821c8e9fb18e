import { beyondBounds, DAY, MINUTE } from '@facteur/platform';
import type { ProviderNews } from '../inbound/arrivals.js';

/** A provider's call, as it came in. */
export interface WebhookRequest {
  headers: Record<string, string | string[] | undefined>;
  /** The very bytes, which some providers sign. */
  raw: Buffer;
}

/** What a provider's call says: news of messages, or nothing but that it was understood. */
export type WebhookNews = Omit<ProviderNews, 'provider'>[];

/** The call is not from the provider, or not for us: answered 403, and nothing is done. */
export class WebhookRefused extends Error {}

/** How old a call may be, and how far ahead of our clock. Providers try again for hours, each time with the first time. */
export const FRESHNESS = { signedAnew: 15 * MINUTE, signedOnce: DAY };

/** @throws WebhookRefused when a signed time is too long ago, ahead, or no time. */
export function refuseStale(time: Date, now: Date, most: number): void {
  const age = now.getTime() - time.getTime();
  if (!(age <= most && age >= -FRESHNESS.signedAnew))
    throw new WebhookRefused('It was signed too long ago, or by a clock that is ahead.');
}

/** A text of a call, or nothing: what comes from outside may be of any type. */
export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** One header, whatever its case. */
export function headerOf(request: WebhookRequest, name: string): string {
  const value = request.headers[name.toLowerCase()];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/**
 * The object (or list) that a body holds, with texts where the type says so: `texts` names the members that are, at
 * any depth; another value in their place is left out.
 *
 * @throws WebhookRefused when the body is no JSON, or neither object nor list.
 */
export function jsonOf<T>(raw: Buffer, texts: ReadonlySet<string> = new Set()): T {
  let value: unknown;
  try {
    if (beyondBounds(raw)) throw new Error();
    value = JSON.parse(raw.toString('utf8'), (name, member: unknown) =>
      texts.has(name) && typeof member !== 'string' ? undefined : member,
    );
  } catch {
    throw new WebhookRefused('The body is no JSON.');
  }
  if (typeof value !== 'object' || value === null) throw new WebhookRefused('The body is no object.');
  return value as T;
}

/** Times from outside may be nonsense. */
export function timeOf(value: unknown, fallback: Date): Date {
  const time = new Date(typeof value === 'number' ? value * 1000 : String(value));
  return Number.isNaN(time.getTime()) ? fallback : time;
}
