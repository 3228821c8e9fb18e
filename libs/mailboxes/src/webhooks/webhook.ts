import type { ProviderNews } from '../inbound/inbound-mail.service.js';

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

/** One header, whatever its case. */
export function headerOf(request: WebhookRequest, name: string): string {
  const value = request.headers[name.toLowerCase()];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/** @throws WebhookRefused when the body is no JSON. */
export function jsonOf<T>(raw: Buffer): T {
  try {
    return JSON.parse(raw.toString('utf8')) as T;
  } catch {
    throw new WebhookRefused('The body is no JSON.');
  }
}

/** Times from outside may be nonsense. */
export function timeOf(value: unknown, fallback: Date): Date {
  const time = new Date(typeof value === 'number' ? value * 1000 : String(value));
  return Number.isNaN(time.getTime()) ? fallback : time;
}
