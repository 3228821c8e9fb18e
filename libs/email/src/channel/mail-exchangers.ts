import { Resolver } from 'node:dns/promises';
import type { Receivers } from '@facteur/dispatch';

/** How long an answer holds, and how many are kept; in milliseconds. */
const FRESH = 60 * 60_000;
const MOST_KNOWN = 50_000;
const PATIENCE = 2_000;

/**
 * Which hosts take the mail of a domain in (MX, RFC 5321, 5.1), so that domains of one provider can be told to belong
 * together. Where no name server answers the domain alone tells.
 */
export class MailExchangers implements Receivers {
  private readonly known = new Map<string, { hosts: string[]; until: number }>();
  private readonly resolver = new Resolver({ timeout: PATIENCE, tries: 1 });
  /** So many failed in a row that nobody seems to answer at all. */
  private failures = 0;

  domainSql(column: string, database: 'sqlite' | 'mysql'): string {
    return database === 'mysql'
      ? `SUBSTRING_INDEX(${column}, '@', -1)`
      : `SUBSTR(${column}, INSTR(${column}, '@') + 1)`;
  }

  async exchangersOf(domain: string): Promise<string[]> {
    const known = this.known.get(domain);
    if (known && known.until > Date.now()) return known.hosts;
    const hosts = await this.look(domain);
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    this.known.set(domain, { hosts, until: Date.now() + FRESH });
    return hosts;
  }

  private async look(domain: string): Promise<string[]> {
    if (this.failures > 100) return [];
    try {
      const answers = await this.resolver.resolveMx(domain);
      this.failures = 0;
      return answers.map(({ exchange }) => exchange.toLowerCase().replace(/\.$/, ''));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // That there is none is an answer as well.
      this.failures = code === 'ENODATA' || code === 'ENOTFOUND' ? 0 : this.failures + 1;
      return [];
    }
  }
}
