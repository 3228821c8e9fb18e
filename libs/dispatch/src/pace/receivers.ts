import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { AddressFormats } from '@facteur/audience';
import { inChunks } from '@facteur/platform';
import type { Receivers } from '../channel/channel.js';
import { domainsOf } from './pace.js';
import type { PaceRule } from './pace-rule.entity.js';
import { ReceiverRepository } from './receiver.repository.js';

/** Exchangers that are looked up at once. */
const AT_ONCE = 50;
/** Domains of one mailing whose exchangers are looked up; beyond them the domain alone tells. */
const MOST_LOOKUPS = 20_000;

/** An item as far as its group is concerned. */
export interface Moved {
  id: number;
  address: string;
  receiverRule?: number | undefined;
}

/** Tells the items of a mailing apart by the group of receivers that they go to. */
@Injectable()
export class ReceiverGroups {
  constructor(
    private readonly repository: ReceiverRepository,
    private readonly formats: AddressFormats,
  ) {}

  /** Brings a mailing's items up to date with the rules; nothing to do but compare when they are. */
  async keep(mailingId: number, rules: PaceRule[], receivers: Receivers | undefined): Promise<void> {
    const groups = rules.filter((rule) => rule.receivers !== null);
    const stamp = stampOf(groups);
    const stored = await this.repository.stampOf(mailingId);
    if (stored === stamp) return;
    if (receivers) await this.assign(mailingId, groups, receivers, stored !== '');
    await this.repository.setStamp(mailingId, stamp);
  }

  /**
   * Of items whose address changed since they were told apart: those that go to another group by now are moved to it.
   *
   * @returns those that were, which are to be claimed anew by the caps of their new group.
   */
  async move(items: Moved[], rules: PaceRule[], receivers: Receivers | undefined): Promise<Moved[]> {
    const groups = rules.filter((rule) => rule.receivers !== null);
    if (!receivers || groups.length === 0) return [];
    const moved: Moved[] = [];
    for (const item of items) {
      const domain = this.formats.groupOf(item.address);
      const rule = domain === null ? undefined : await ruleFor(domain, groups, receivers);
      if ((rule?.id ?? 0) === (item.receiverRule ?? 0)) continue;
      await this.repository.move(item.id, rule?.id ?? 0);
      moved.push(item);
    }
    return moved;
  }

  private async assign(
    mailingId: number,
    rules: PaceRule[],
    receivers: Receivers,
    anew: boolean,
  ): Promise<void> {
    if (anew) await this.repository.clear(mailingId);
    if (rules.length === 0) return;
    const domains = await this.repository.domains(mailingId, receivers.domainSql);
    const found = new Map<PaceRule, string[]>();
    for (const [index, some] of inChunks(domains, AT_ONCE).entries()) {
      const named = await Promise.all(
        some.map(async (domain) => ({
          domain,
          rule: await ruleFor(domain, rules, receivers, index * AT_ONCE < MOST_LOOKUPS),
        })),
      );
      for (const { domain, rule } of named) if (rule) found.set(rule, [...(found.get(rule) ?? []), domain]);
    }
    for (const [rule, of] of found) await this.repository.assign(mailingId, rule.id, of, receivers.domainSql);
  }
}

async function ruleFor(domain: string, rules: PaceRule[], receivers: Receivers, looksUp = true) {
  const exchangers = looksUp ? await receivers.exchangersOf(domain) : [];
  return rules.find((rule) => isFor(rule, domain, exchangers));
}

/** A rule names domains: of the address itself, or above the name of an exchanger. */
function isFor(rule: PaceRule, domain: string, exchangers: string[]): boolean {
  return domainsOf(rule).some(
    (name) => domain === name || exchangers.some((host) => host === name || host.endsWith(`.${name}`)),
  );
}

const stampOf = (rules: PaceRule[]) =>
  rules.length === 0
    ? ''
    : createHash('sha256')
        .update(JSON.stringify(rules.map(({ id, receivers }) => [id, receivers])))
        .digest('hex')
        .slice(0, 32);
