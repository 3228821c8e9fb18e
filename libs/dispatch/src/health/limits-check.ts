import { Clock, type HealthCheck, HealthCheckPlugin, type HealthFinding } from '@facteur/platform';
import { ChannelRegistry } from '../channel/channel-registry.js';
import { QueueRepository } from '../queue/queue.repository.js';

/** What the hourly cap leaves; of the channel that has least left. */
@HealthCheckPlugin()
export class LimitsCheck implements HealthCheck {
  readonly code = 'limits';
  readonly order = 50;
  readonly holdsMail = false;

  constructor(
    private readonly channels: ChannelRegistry,
    private readonly queue: QueueRepository,
    private readonly clock: Clock,
  ) {}

  async look(): Promise<HealthFinding> {
    const mend = '/admin/sending';
    for (const { name, caps } of await this.capped()) {
      const used = await this.queue.countedThisHour(name, this.clock.now());
      const params = { used, cap: caps, left: Math.max(0, caps - used) };
      if (used >= caps)
        return {
          ...{ state: 'warn', reason: 'used-up', params, mend },
          detail: `The hourly cap of ${caps} messages is used up; it goes on as the hour moves on.`,
        };
      return {
        ...{ state: 'pass', reason: 'left', params },
        detail: `${params.left} of ${caps} messages are left in this hour.`,
      };
    }
    return { state: 'pass', reason: 'none', detail: 'There is no hourly cap.' };
  }

  private async capped(): Promise<{ name: string; caps: number }[]> {
    const all = await Promise.all(
      this.channels.all().map(async ({ name, caps: _caps }) => ({
        name,
        caps: (await this.channels.get(name).caps()).maxPerHour,
      })),
    );
    return all.filter((one): one is { name: string; caps: number } => one.caps !== null);
  }
}
