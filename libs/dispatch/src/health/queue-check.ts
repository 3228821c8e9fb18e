import { Clock, type HealthCheck, HealthCheckPlugin, type HealthFinding, MINUTE } from '@facteur/platform';
import { MailingRepository } from '../mailing/mailing.repository.js';

/** Longer than a batch that is on its way ever stands still. */
const STILL = 15 * MINUTE;

/** What is claimed is sent: messages that a process took and did not settle have lost it. */
@HealthCheckPlugin()
export class QueueCheck implements HealthCheck {
  readonly code = 'queue';
  readonly order = 40;
  readonly holdsMail = false;

  constructor(
    private readonly mailings: MailingRepository,
    private readonly clock: Clock,
  ) {}

  async look(): Promise<HealthFinding> {
    const stuck = await this.mailings.stuckItems(new Date(this.clock.now().getTime() - STILL));
    if (stuck)
      return {
        ...{ state: 'fail', reason: 'stuck', params: { count: stuck } },
        detail: `${stuck} messages were taken up by a process and not settled for a quarter of an hour: is a sending process hanging? A new start of it settles them.`,
      };
    return { state: 'pass', reason: 'moves', detail: 'The queue moves.' };
  }
}
