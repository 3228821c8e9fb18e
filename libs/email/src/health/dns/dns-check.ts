import { Injectable } from '@nestjs/common';
import { type HealthCheck, type HealthFinding, HOUR, SiteOptions } from '@facteur/platform';
import { DnsNames, NoAnswer } from './dns-names.js';
import { SenderDomains, type SenderWay } from './sender-domains.js';

/** What is wrong with one way, or good; undefined: it says nothing of this way. */
export type Judged = Pick<HealthFinding, 'state' | 'reason' | 'detail' | 'params'> | undefined;

const WORST = ['fail', 'warn', 'unknown', 'pass'];

/**
 * Looks at what the domain name system says of each way by which letters go out, and tells the worst. Names are asked when
 * somebody wants to know and by the watch from time to time; what was found is told until the next time.
 */
@Injectable()
export abstract class DnsCheck implements HealthCheck {
  abstract readonly code: string;
  abstract readonly order: number;
  readonly holdsMail = false;
  private last: HealthFinding = {
    ...{ state: 'unknown', reason: 'untried', detail: 'It was not looked up yet; "Check all again" does.' },
  };

  constructor(
    private readonly domains: SenderDomains,
    protected readonly names: DnsNames,
    private readonly site: SiteOptions,
  ) {}

  /** Nobody is woken about the sender of a demo. */
  get askEvery(): number | undefined {
    return this.site.production ? 6 * HOUR : undefined;
  }

  protected abstract judge(way: SenderWay): Promise<Judged>;
  /** Said where no way has anything to look up. */
  protected abstract readonly none: HealthFinding;

  async look(thorough: boolean): Promise<HealthFinding> {
    if (thorough) this.last = await this.lookUp();
    return this.last;
  }

  private async lookUp(): Promise<HealthFinding> {
    const found: HealthFinding[] = [];
    for (const way of await this.domains.all()) {
      const judged = await this.judge(way).catch((error: unknown): Judged => {
        if (!(error instanceof NoAnswer)) throw error;
        return {
          ...{ state: 'unknown', reason: 'offline', params: { words: error.message } },
          detail: `Cannot tell: no name server answers here (${error.message}).`,
        };
      });
      const mend = way.account ? '/admin/accounts' : '/admin/sending';
      if (judged) found.push({ ...judged, mend });
    }
    found.sort((a, b) => WORST.indexOf(a.state) - WORST.indexOf(b.state));
    return found[0] ?? this.none;
  }
}
