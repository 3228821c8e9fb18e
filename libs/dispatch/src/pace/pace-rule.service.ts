import { Injectable } from '@nestjs/common';
import {
  Clock,
  type CollectionQuery,
  Collections,
  Database,
  EntityStore,
  InvalidInput,
  isTimeZone,
  type Page,
} from '@facteur/platform';
import { ChannelRegistry } from '../channel/channel-registry.js';
import type { CreatePaceRuleDto, UpdatePaceRuleDto } from './pace-rule.dto.js';
import { PaceRule } from './pace-rule.entity.js';
import type { PaceRuleView } from './pace-rule.controller.js';
import { MOST_RULES, PaceRepository } from './pace.repository.js';
import { PACE_RULES } from './pace-rule-sql.js';

/** The rules of pace, as an admin keeps them. They hold from the next claim on, in every process. */
@Injectable()
export class PaceRuleService {
  private readonly store: EntityStore<PaceRule>;

  constructor(
    database: Database,
    clock: Clock,
    private readonly collections: Collections,
    private readonly channels: ChannelRegistry,
    private readonly rules: PaceRepository,
  ) {
    this.store = new EntityStore(database, clock, PaceRule, 'pace rule');
  }

  list(query: CollectionQuery): Promise<Page<PaceRuleView>> {
    return this.collections.page(PACE_RULES, query);
  }

  /** @throws NotFound */
  view(id: string): Promise<PaceRuleView> {
    return this.collections.one(PACE_RULES, id);
  }

  /** @throws InvalidInput */
  async create(dto: CreatePaceRuleDto): Promise<PaceRuleView> {
    const values = { ...valuesOf(dto), channel: dto.channel ?? 'email' };
    this.check(values);
    if (LIMITS.every((limit) => values[limit] == null))
      throw InvalidInput.of(
        'perHour',
        'must be given, or another limit: without any the rule limits nothing',
      );
    await this.checkOthers(values);
    const made = await this.store.create(values);
    return this.view(made.publicId);
  }

  /** @throws InvalidInput | NotFound */
  async update(id: string, dto: UpdatePaceRuleDto): Promise<PaceRuleView> {
    const known = await this.store.get(id);
    const values = valuesOf(dto);
    this.check({ ...known, ...values });
    await this.checkOthers({ ...known, ...values });
    await this.store.update(known.id, values);
    return this.view(id);
  }

  async remove(id: string): Promise<void> {
    await this.store.remove((await this.store.get(id)).id);
  }

  /** Groups of receivers are claimed one beside the other in a statement, so they are not without number. */
  private async checkOthers(rule: Partial<PaceRule>): Promise<void> {
    const others = (await this.rules.rulesOf(rule.channel!)).filter(({ id }) => id !== rule.id);
    if (rule.account && others.some(({ account }) => account === rule.account))
      throw InvalidInput.of('account', 'has a rule already; change that one');
    if (rule.account && (await this.channels.find(rule.channel!)?.hasAccount?.(rule.account)) === false)
      throw InvalidInput.of('account', 'is none: it must be `system`, or the id of an SMTP account');
    if (!rule.id && others.length >= MOST_RULES)
      throw InvalidInput.of(
        'name',
        `cannot be added: there are ${MOST_RULES} rules, which is as many as there may be`,
      );
  }

  private check(rule: Partial<PaceRule>): void {
    if (!this.channels.find(rule.channel!))
      throw InvalidInput.of('channel', `is not installed; there are ${this.channels.names().join(', ')}`);
    if (rule.account && rule.receivers)
      throw InvalidInput.of('receivers', 'must be null for the rule of an account');
    if (!rule.account && !rule.receivers)
      throw InvalidInput.of('receivers', 'must be given, or account: whom is the rule for?');
    if (rule.timezone && !isTimeZone(rule.timezone))
      throw InvalidInput.of('timezone', 'must be the name of a time zone, such as Europe/Paris');
    if ((rule.openFrom == null) !== (rule.openUntil == null))
      throw InvalidInput.of(
        rule.openFrom == null ? 'openFrom' : 'openUntil',
        'must be given, or both be null',
      );
    if (rule.openFrom != null && isSameMinute(rule.openFrom, rule.openUntil!))
      throw InvalidInput.of('openUntil', 'must not be when it opens: it would never be open');
    if ((rule.warmUpFrom == null) !== (rule.warmUpFirst == null))
      throw InvalidInput.of(
        rule.warmUpFrom == null ? 'warmUpFrom' : 'warmUpFirst',
        'must be given as well: a warm-up has a first day, and messages on it',
      );
  }
}

function valuesOf({ receivers, ...values }: UpdatePaceRuleDto): Partial<PaceRule> {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  if (receivers === undefined) return given;
  const domains = [...new Set((receivers ?? []).map((domain) => domain.toLowerCase()))];
  return { ...given, receivers: domains.length ? JSON.stringify(domains) : null };
}

/** The day ends when the next begins; open from 00:00 until 24:00 is always. */
const isSameMinute = (from: string, until: string) =>
  from === until || (from === '24:00' && until === '00:00');

const LIMITS = ['perMinute', 'perHour', 'perDay', 'atOnce', 'openFrom', 'days', 'warmUpFirst'] as const;
