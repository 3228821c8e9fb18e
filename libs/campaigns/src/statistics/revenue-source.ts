import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { findPlugins, markPlugin } from '@facteur/platform';

/** Where a host keeps what campaigns earned: its won opportunities. Facteur has none of its own. */
export interface RevenueSource {
  /** Sums by campaign id, of those that earned anything; one query however many campaigns. */
  revenueOf(campaignIds: string[]): Promise<Map<string, number>>;
}

const REVENUE_SOURCE = 'revenue source';

/** Marks a provider as a {@link RevenueSource}; discovery does the rest. */
export function RevenueSourcePlugin(): ClassDecorator {
  return (target) => {
    Injectable()(target);
    markPlugin(REVENUE_SOURCE)(target);
  };
}

@Injectable()
export class RevenueSources implements OnModuleInit {
  private sources: RevenueSource[] = [];

  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    this.sources = findPlugins<RevenueSource, unknown>(this.discovery, REVENUE_SOURCE).map(
      ({ instance }) => instance,
    );
  }

  /** Sums over all sources; a campaign that no source knows is not in it. */
  async of(campaignIds: string[]): Promise<Map<string, number>> {
    const sums = new Map<string, number>();
    for (const source of this.sources)
      for (const [id, amount] of await source.revenueOf(campaignIds))
        sums.set(id, (sums.get(id) ?? 0) + amount);
    return sums;
  }
}
