import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Injectable } from '@nestjs/common';
import { OutboundPolicy } from '@facteur/platform';
import { Webhook as Signer } from 'standardwebhooks';

/** Milliseconds for all of one call. */
const PATIENCE = 15_000;

/** What became of one call. */
export interface CallEnd {
  ok: boolean;
  status: number | null;
  /** In words. */
  detail: string;
}

/**
 * Calls a listener as Standard Webhooks says: signed, once, without following it elsewhere, without reading its answer. What points inwards
 * is not called, whatever its name resolves to.
 */
@Injectable()
export class WebhookCall {
  constructor(private readonly policy: OutboundPolicy) {}

  async post(address: string, secret: string, id: string, body: object): Promise<CallEnd> {
    const text = JSON.stringify(body);
    const now = new Date();
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      'user-agent': 'Facteur webhooks',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': new Signer(secret).sign(id, now, text),
    };
    try {
      const status = await this.send(new URL(address), headers, text);
      if (status >= 200 && status < 300) return { ok: true, status, detail: `It answered ${status}.` };
      const why =
        status >= 300 && status < 400
          ? ' It leads elsewhere, and is not followed: give the address that it leads to.'
          : '';
      return { ok: false, status, detail: `It answered ${status}.${why}` };
    } catch (error) {
      const { name, message, code } = error as NodeJS.ErrnoException;
      const slow = name === 'AbortError' || name === 'TimeoutError';
      return {
        ok: false,
        status: null,
        detail: slow ? `It did not answer within ${PATIENCE / 1_000} seconds.` : message || String(code),
      };
    }
  }

  private async send(url: URL, headers: Record<string, string | number>, text: string): Promise<number> {
    const host = await this.policy.addressOf(url.hostname, 'web');
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          ...{ method: 'POST', host, port: url.port || undefined, path: `${url.pathname}${url.search}` },
          ...{ servername: url.hostname, headers: { ...headers, host: url.host } },
          signal: AbortSignal.timeout(PATIENCE),
        },
        (answer) => {
          resolve(answer.statusCode ?? 0);
          answer.destroy();
        },
      );
      asked.on('error', reject);
      asked.end(text);
    });
  }
}
