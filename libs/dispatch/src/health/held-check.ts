import { type HealthCheck, HealthCheckPlugin, type HealthFinding } from '@facteur/platform';
import { MailingRepository } from '../mailing/mailing.repository.js';

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
    const { name, publicId, holdReason, heldSince } = held[0]!;
    return {
      ...{ state: 'warn', reason: 'held', since: heldSince, mend: `/mass-emails/${publicId}` },
      params: { count: held.length, name, reason: holdReason ?? '' },
      detail: `${held.length} wait for a person; first of them "${name}": ${holdReason ?? ''}`,
    };
  }
}
