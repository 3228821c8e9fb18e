import { Injectable } from '@nestjs/common';
import { definePlugin } from '@facteur/platform';

/** Where a host keeps what campaigns earned: its won opportunities. Facteur has none of its own. */
export interface RevenueSource {
  /** Sums by campaign id, of those that earned anything; one query however many campaigns. */
  revenueOf(campaignIds: string[]): Promise<Map<string, number>>;
}

const sources = definePlugin<RevenueSource>({
  kind: 'revenue source',
  name: (source) => source.constructor.name,
});

/** Marks a provider as a {@link RevenueSource}; discovery does the rest. */
export const RevenueSourcePlugin = sources.Plugin;

@Injectable()
export class RevenueSources extends sources.Registry {
  /** Sums over all sources; a campaign that no source knows is not in it. */
  async of(campaignIds: string[]): Promise<Map<string, number>> {
    const sums = new Map<string, number>();
    for (const source of this.all())
      for (const [id, amount] of await source.revenueOf(campaignIds))
        sums.set(id, (sums.get(id) ?? 0) + amount);
    return sums;
  }
}
