import { type HealthCheck, HealthCheckPlugin, type HealthFinding } from '@facteur/platform';
import { MailingRepository } from '../mailing/mailing.repository.js';

/** Holds that nothing but a person ends; the others are tried again. */
const FOR_PEOPLE = ['approval', 'brake', 'count', 'late', 'restored'];

/** Mailings that wait for a person: late, grown, or with recipients of whom nobody knows whether they got it. */
@HealthCheckPlugin()
export class HeldCheck implements HealthCheck {
  readonly code = 'held';
  readonly order = 90;
  readonly holdsMail = false;

  constructor(private readonly mailings: MailingRepository) {}

  async look(): Promise<HealthFinding> {
    const held = await this.mailings.held();
    if (held.length === 0) return { state: 'pass', reason: 'none', detail: 'No mailing waits for a person.' };
    const forPeople = held.filter(({ holdCode }) => FOR_PEOPLE.includes(holdCode ?? ''));
    const isForPeople = forPeople.length > 0;
    const shown = isForPeople ? forPeople : held;
    const { name, publicId, holdReason, heldSince } = shown[0]!;
    const what = isForPeople ? 'wait for a person' : 'are held, and go on by themselves once they can';
    return {
      ...{ state: 'warn', reason: isForPeople ? 'held' : 'held-for-now', since: heldSince },
      mend: `/mass-emails/${publicId}`,
      params: { count: shown.length, name, reason: holdReason ?? '' },
      detail: `${shown.length} ${what}; first of them "${name}": ${holdReason ?? ''}`,
    };
  }
}
