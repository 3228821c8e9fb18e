import { Injectable } from '@nestjs/common';
import { AuditTrail, Clock, monthsAfter } from '@facteur/platform';
import { AuditSettings } from './audit-settings.js';

/** Lets records of the audit trail go when they are as old as an admin set. */
@Injectable()
export class AuditRetention {
  constructor(
    private readonly trail: AuditTrail,
    private readonly settings: AuditSettings,
    private readonly clock: Clock,
  ) {}

  /** @returns how many went */
  async run(): Promise<{ removed: number }> {
    const { keepMonths } = await this.settings.read();
    if (keepMonths === 0) return { removed: 0 };
    return { removed: await this.trail.forgetBefore(monthsAfter(this.clock.now(), -keepMonths)) };
  }
}
