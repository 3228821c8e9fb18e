import { type HealthCheck, HealthCheckPlugin, type HealthFinding } from '@facteur/platform';
import { OutboundEmailSettings } from '../settings/outbound-email-settings.js';

/** Links to choose a password are mailed. */
@HealthCheckPlugin()
export class SignInLinksCheck implements HealthCheck {
  readonly code = 'sign-in-links';
  readonly order = 89;
  readonly holdsMail = false;

  constructor(private readonly settings: OutboundEmailSettings) {}

  async look(): Promise<HealthFinding> {
    if (await this.settings.isWaySure())
      return { state: 'pass', reason: 'mailed', detail: 'Links to choose a password are mailed.' };
    return {
      ...{ state: 'warn', reason: 'unsure', mend: '/admin/sending' },
      detail:
        'No link to choose a password is mailed: the mail server or the site address was chosen by a program, or by somebody who may not change people. Somebody who may confirms it under Sending.',
    };
  }
}
