import { Injectable } from '@nestjs/common';

/** Fetches from Amazon; a part of its own so that tests can stand in for Amazon. */
export type Fetch = (url: string) => Promise<string>;

/** Milliseconds. */
const TIMEOUT = 10_000;
const CERTIFICATES = 20;

/** Gets certificates from Amazon, each once, and confirms subscriptions there. */
@Injectable()
export class AmazonFetch {
  private readonly known = new Map<string, string>();

  fetch: Fetch = async (url) => {
    const known = this.known.get(url);
    if (known) return known;
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) });
    if (!response.ok) throw new Error(`${url} answers ${response.status}.`);
    const text = await response.text();
    if (this.known.size >= CERTIFICATES) this.known.clear();
    if (url.endsWith('.pem')) this.known.set(url, text);
    return text;
  };
}
