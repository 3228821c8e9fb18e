import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '@facteur/platform';

/** Nobody answered, or not in time: nothing can be said of a name. */
export class NoAnswer extends Error {}

/** There is none of it, which is an answer too. */
const NONE = new Set(['ENOTFOUND', 'ENODATA', 'NXDOMAIN']);

/** What the domain name system says, without what this machine knows for itself. */
@Injectable()
export class DnsNames {
  private readonly resolver: Resolver;

  constructor(@Inject(ENVIRONMENT) { dnsServers = [] }: Environment) {
    this.resolver = new Resolver({ timeout: 2_000, tries: 2 });
    if (dnsServers.length) this.resolver.setServers(dnsServers);
  }

  /** Whole records, whose pieces are put together (RFC 7208, 3.3). @throws NoAnswer */
  async texts(name: string): Promise<string[]> {
    return (await this.ask(() => this.resolver.resolveTxt(name))).map((pieces) => pieces.join(''));
  }

  /** Hosts that take mail, the preferred first. @throws NoAnswer */
  async exchangers(name: string): Promise<string[]> {
    const found = await this.ask(() => this.resolver.resolveMx(name));
    return found.sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange);
  }

  /** IP addresses of a host; itself where it is one. @throws NoAnswer */
  async addresses(host: string): Promise<string[]> {
    if (isIP(host)) return [host];
    return [
      ...(await this.ask(() => this.resolver.resolve4(host))),
      ...(await this.ask(() => this.resolver.resolve6(host))),
    ];
  }

  private async ask<T>(work: () => Promise<T[]>): Promise<T[]> {
    try {
      return await work();
    } catch (error) {
      if (NONE.has((error as { code?: string }).code ?? '')) return [];
      throw new NoAnswer((error as Error).message);
    }
  }
}
