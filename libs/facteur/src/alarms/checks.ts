import { Clock, DAY, type HealthCheck, HealthCheckPlugin, type HealthFinding } from '@facteur/platform';
import { WebhookRepository } from '../listening/webhook.repository.js';
import { AlarmRepository } from './alarm.repository.js';

/** Of so many messages shares say something. */
const ENOUGH = 100;
/** Percent of what mailings of the last day sent. */
const LIMITS = [
  { action: 'Bounced', counters: ['hardBounced', 'softBounced'], limit: 10 },
  { action: 'Complained', counters: ['complained'], limit: 0.5 },
  { action: 'Opted Out', counters: ['optedOut'], limit: 10 },
];

/** No burst of bounces, complaints or opt-outs. */
@HealthCheckPlugin()
export class ReputationCheck implements HealthCheck {
  readonly code = 'reputation';
  readonly order = 92;
  readonly holdsMail = false;

  constructor(
    private readonly alarms: AlarmRepository,
    private readonly clock: Clock,
  ) {}

  async look(): Promise<HealthFinding> {
    const counts = await this.alarms.lately(new Date(this.clock.now().getTime() - DAY));
    const sent = counts['sent'] ?? 0;
    for (const { action, counters, limit } of LIMITS) {
      const count = counters.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
      const share = sent ? (count / sent) * 100 : 0;
      if (sent < ENOUGH || share <= limit) continue;
      const params = { action, share: share.toFixed(1), count, sent };
      return {
        ...{ state: 'warn', reason: 'burst', params },
        detail: `${params.count} of ${sent} messages of the last day: ${action} (${params.share} %, over ${limit} %). Receivers take this as a sign of spam: look at the lists that were written to.`,
      };
    }
    return { state: 'pass', reason: 'calm', detail: 'No burst of bounces, complaints or opt-outs.' };
  }
}

/** Of every message somebody knows whether it went. */
@HealthCheckPlugin()
export class UnconfirmedCheck implements HealthCheck {
  readonly code = 'unconfirmed';
  readonly order = 94;
  readonly holdsMail = false;

  constructor(
    private readonly alarms: AlarmRepository,
    private readonly clock: Clock,
  ) {}

  async look(): Promise<HealthFinding> {
    const found = await this.alarms.unconfirmed(new Date(this.clock.now().getTime() - 7 * DAY));
    if (!found) return { state: 'pass', reason: 'none', detail: 'No message is Unconfirmed.' };
    const { count, name } = found;
    return {
      ...{ state: 'warn', reason: 'some', params: { count, name } },
      detail: `Of ${count} messages nobody knows whether they arrived (Unconfirmed), first of "${name}": a person decides about them, at the letter.`,
    };
  }
}

/** Programs that listen can be told. */
@HealthCheckPlugin()
export class WebhooksCheck implements HealthCheck {
  readonly code = 'webhooks';
  readonly order = 96;
  readonly holdsMail = false;

  constructor(private readonly webhooks: WebhookRepository) {}

  async look(): Promise<HealthFinding> {
    const [failing] = await this.webhooks.failing();
    if (!failing) return { state: 'pass', reason: 'told', detail: 'Webhooks take what they are told.' };
    const { name, status, lastError } = failing;
    return {
      ...{ state: status === 'Off' ? 'fail' : 'warn', reason: 'failing', mend: '/admin/listeners' },
      params: { name, words: lastError ?? '' },
      detail: `The webhook "${name}" ${status === 'Off' ? 'is switched off after days of failure' : 'fails and is tried again'}: ${lastError ?? ''}`,
    };
  }
}
