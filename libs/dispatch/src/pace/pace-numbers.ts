import { Injectable } from '@nestjs/common';
import { Clock } from '@facteur/platform';
import { ChannelRegistry } from '../channel/channel-registry.js';
import { capsOf, type Span, SPANS } from './pace-limits.js';
import { PaceRepository } from './pace.repository.js';

/** How much of a rule is used in the window of a span that ends now. */
export interface PaceNumber {
  rule: string;
  span: Span;
  used: number;
  /** With warming up and slowing down; undefined when the rule says nothing of the span. */
  cap: number | undefined;
}

/** What rules of pace allow just now and what of it is used, for whoever watches; two statements a channel. */
@Injectable()
export class PaceNumbers {
  constructor(
    private readonly clock: Clock,
    private readonly channels: ChannelRegistry,
    private readonly rules: PaceRepository,
  ) {}

  async read(): Promise<PaceNumber[]> {
    const now = this.clock.now();
    const found = await Promise.all(
      this.channels.all().map(async ({ name }) => {
        const rules = await this.rules.rulesOf(name);
        const used = await this.rules.used(
          rules.map(({ id }) => id),
          now,
        );
        return rules.flatMap((rule) => {
          const caps = capsOf(rule, now);
          return SPANS.map((span) => ({
            ...{ rule: rule.name, span, used: used.get(rule.id)?.[span] ?? 0, cap: caps[span] },
          }));
        });
      }),
    );
    return found.flat();
  }
}
