import { Injectable, Logger } from '@nestjs/common';
import { StatisticsService } from '@facteur/campaigns';
import { MailingService } from '../mailing/mailing.service.js';
import { SendingSettings } from '../settings/sending-settings.js';
import { brakeReason } from './brake.js';

/** Pauses mailings whose first deliveries came back, were complained of, or were answered by opting out. */
@Injectable()
export class Brakes {
  private readonly logger = new Logger('Brake');

  constructor(
    private readonly mailings: MailingService,
    private readonly statistics: StatisticsService,
    private readonly settings: SendingSettings,
  ) {}

  /** Looks at all that go out. @returns names of those that it paused */
  async look(): Promise<string[]> {
    const rules = await this.settings.read();
    const paused: string[] = [];
    if (rules.brakeAfter === 0) return paused;
    for (const mailing of await this.mailings.goingOut()) {
      if (mailing.brakeReleased) continue;
      const figures = await this.statistics.ofMailing(mailing.id, mailing.campaignId, false);
      const reason = brakeReason(figures, rules);
      if (!reason || !(await this.mailings.brake(mailing, reason))) continue;
      this.logger.warn(`"${mailing.name}" is paused: ${reason}`);
      paused.push(mailing.name);
    }
    return paused;
  }
}
