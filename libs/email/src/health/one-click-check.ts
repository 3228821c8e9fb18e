import { type HealthCheck, HealthCheckPlugin, type HealthFinding, Installation } from '@facteur/platform';
import { OutboundEmailSettings } from '../settings/outbound-email-settings.js';

/** Mail programs offer to leave with one click, which large receivers ask of whoever writes to many (RFC 8058). */
@HealthCheckPlugin()
export class OneClickCheck implements HealthCheck {
  readonly code = 'one-click';
  readonly order = 39;
  readonly holdsMail = false;

  constructor(
    private readonly settings: OutboundEmailSettings,
    private readonly installation: Installation,
  ) {}

  async look(): Promise<HealthFinding> {
    const mend = '/admin/sending';
    if (!(await this.settings.read()).listUnsubscribeHeaders)
      return {
        ...{ state: 'warn', reason: 'off', mend },
        detail:
          'Letters carry no header to leave with one click, which Gmail and Yahoo ask of whoever sends in bulk: switch it on under Sending.',
      };
    if (!(await this.installation.siteUrl()).startsWith('https:'))
      return {
        ...{ state: 'warn', reason: 'http', mend },
        detail: 'Letters carry a header to leave with one click, and mail programs follow it by https alone.',
      };
    return { state: 'pass', reason: 'offered', detail: 'Letters can be left with one click.' };
  }
}
