import { Injectable, Logger } from '@nestjs/common';
import { StatisticsService } from '@facteur/campaigns';
import { MailingRepository } from '../mailing/mailing.repository.js';
import { MailingService } from '../mailing/mailing.service.js';
import { SendingSettings } from '../settings/sending-settings.js';
import type { Mailing } from '../model/mailing.entity.js';
import { brakeReason, type BrakeRules, type Figures } from './brake.js';
import { BrakeFiguresRepository } from './brake-figures.repository.js';

/** Pauses mailings whose first deliveries came back, were complained of, or were answered by opting out. */
@Injectable()
export class Brakes {
  private readonly logger = new Logger('Brake');

  constructor(
    private readonly mailings: MailingService,
    private readonly rows: MailingRepository,
    private readonly statistics: StatisticsService,
    private readonly figures: BrakeFiguresRepository,
    private readonly settings: SendingSettings,
  ) {}

  /** Looks at all that go out. @returns names of those that it paused */
  async look(): Promise<string[]> {
    const rules = await this.settings.read();
    const paused: string[] = [];
    if (rules.brakeAfter === 0) return paused;
    for (const mailing of await this.rows.inProcess()) {
      if (mailing.brakeReleased) continue;
      const reason = await this.reasonOf(mailing, rules);
      if (!reason || !(await this.mailings.brake(mailing, reason))) continue;
      this.logger.warn(`"${mailing.name}" is paused: ${reason}`);
      paused.push(mailing.name);
    }
    return paused;
  }

  /** One that cannot be looked at keeps no other from being braked. */
  private async reasonOf(mailing: Mailing, rules: BrakeRules): Promise<string | undefined> {
    try {
      return brakeReason(await this.figuresOf(mailing), rules);
    } catch (error) {
      this.logger.error(`"${mailing.name}" could not be looked at: ${(error as Error).message}`);
      return undefined;
    }
  }

  /** Many receivers refuse at the door what others bounce: both came back. */
  private async figuresOf({ id, campaignId }: Mailing): Promise<Figures> {
    const counted =
      campaignId === null
        ? { ...(await this.figures.withoutCampaign(id)), optedOutCount: 0 }
        : await this.statistics.ofMailing(id, campaignId, false);
    const refused = await this.figures.refused(id);
    return {
      ...counted,
      sentCount: counted.sentCount + refused,
      bouncedCount: counted.bouncedCount + refused,
    };
  }
}
