import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { Injectable } from '@nestjs/common';
import { CallRefused, Clock, MINUTE, OutboundPolicy, parseWebAddress } from '@facteur/platform';

/** What a look at a picture's address says: it is there, there is none, or nobody can tell from here. */
export type PictureState = { is: 'there' } | { is: 'gone' | 'unknown'; why: string };

const PATIENCE = 4_000;
const MOST_REDIRECTS = 3;
/** Pictures of one letter that are looked at. */
const MOST_LOOKED_AT = 40;
const REMEMBERED_FOR = 10 * MINUTE;
const MOST_REMEMBERED = 2_000;

const THERE: PictureState = { is: 'there' };
const gone = (why: string): PictureState => ({ is: 'gone', why });
const unknown = (why: string): PictureState => ({ is: 'unknown', why });

/** Looks whether pictures on other sites are there. Reads no more than the heads of answers, and calls nobody inside. */
@Injectable()
export class RemotePictures {
  private readonly seen = new Map<string, { state: PictureState; until: number }>();

  constructor(
    private readonly policy: OutboundPolicy,
    private readonly clock: Clock,
  ) {}

  /** Looks at all of them at once, in some seconds at most; what was looked at of late is not asked again. */
  async look(addresses: string[]): Promise<void> {
    const fresh = [...new Set(addresses)].filter((one) => this.known(one) === undefined);
    await Promise.all(
      fresh.slice(0, MOST_LOOKED_AT).map(async (address) => {
        const state = await this.stateOf(address);
        if (this.seen.size >= MOST_REMEMBERED) this.seen.clear();
        this.seen.set(address, { state, until: this.clock.now().getTime() + REMEMBERED_FOR });
      }),
    );
  }

  /** What the last look said; undefined when there was none of late. */
  known(address: string): PictureState | undefined {
    const seen = this.seen.get(address);
    return seen && seen.until > this.clock.now().getTime() ? seen.state : undefined;
  }

  private async stateOf(address: string): Promise<PictureState> {
    try {
      let url = parseWebAddress(address);
      for (let hops = 0; url && hops <= MOST_REDIRECTS; hops++) {
        const { status, type, location } = await this.head(url);
        if (status >= 300 && status < 400 && location) url = parseWebAddress(new URL(location, url).href);
        else return judged(status, type);
      }
      return unknown('leads on and on to other addresses');
    } catch (error) {
      if (error instanceof CallRefused) return gone('lies on a machine that only this network can reach');
      return unknown(
        `could not be reached from here (${(error as NodeJS.ErrnoException).code ?? 'no answer'})`,
      );
    }
  }

  private async head(url: URL): Promise<{ status: number; type: string; location: string | undefined }> {
    const host = await this.policy.addressOf(url.hostname, 'web');
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    return new Promise((resolve, reject) => {
      // GET: many servers answer HEAD wrongly. The body is not read.
      const asked = request(
        {
          host,
          port: url.port || undefined,
          path: `${url.pathname}${url.search}`,
          servername: url.hostname,
          headers: { host: url.host, accept: 'image/*', 'user-agent': 'Facteur preflight' },
          signal: AbortSignal.timeout(PATIENCE),
        },
        (answer) => {
          resolve({
            status: answer.statusCode ?? 0,
            type: answer.headers['content-type'] ?? '',
            location: answer.headers.location,
          });
          answer.destroy();
        },
      );
      asked.on('error', reject);
      asked.end();
    });
  }
}

function judged(status: number, type: string): PictureState {
  if (status >= 200 && status < 300)
    return /^image\//i.test(type) || !type ? THERE : gone(`is no picture but ${type.slice(0, 60)}`);
  if (status === 429 || status >= 500) return unknown(`is not to be had just now (${status})`);
  return gone(`is not there (${status})`);
}
