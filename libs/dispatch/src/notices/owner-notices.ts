import { Injectable, Logger } from '@nestjs/common';
import { StatisticsService } from '@facteur/campaigns';
import { Notifications } from '@facteur/platform';
import { MailingService } from '../mailing/mailing.service.js';
import type { Mailing } from '../model/mailing.entity.js';
import { ProgressRepository } from '../sending/progress.repository.js';
import { type DueNotice, NoticeRepository } from './notice.repository.js';
import { type Notice, OwnerMessengers } from './owner-messenger.js';

/** Tells owners of mailings what they would otherwise have to look for. */
@Injectable()
export class OwnerNotices {
  private readonly logger = new Logger(OwnerNotices.name);

  constructor(
    private readonly notices: NoticeRepository,
    private readonly mailings: MailingService,
    private readonly progress: ProgressRepository,
    private readonly statistics: StatisticsService,
    private readonly messengers: OwnerMessengers,
    private readonly notifications: Notifications,
  ) {}

  /** @returns how many were told, and how many could not be. */
  async tell(): Promise<{ told: number; failed: number }> {
    await this.notices.note();
    let [told, failed] = [0, 0];
    for (const due of await this.notices.unsaid()) {
      if (!(await this.notices.take(due))) continue;
      const mailing = await this.mailings.store.byKey(due.mailingId);
      const messenger = this.messengers.all().find((one) => one.reaches(mailing?.owner ?? ''));
      if (!mailing?.owner) continue;
      const notice = await this.noticeOf(due, mailing);
      await this.ring(notice, mailing);
      if (!messenger || !(await this.notifications.wantsMail(mailing.owner, due.kind))) continue;
      try {
        await messenger.tell(notice);
        told += 1;
      } catch (error) {
        failed += 1;
        this.logger.warn(`The owner of "${mailing.name}" was not told: ${(error as Error).message}`);
        await this.notices.giveBack(due);
      }
    }
    return { told, failed };
  }

  /** After a restore: what is due by now was told since the backup, perhaps. */
  skipDue(): Promise<void> {
    return this.notices.skipDue();
  }

  private ring({ kind, owner, mailing, ...about }: Notice, { heldSince }: Mailing): Promise<void> {
    return this.notifications.tell({
      ...{ kind, person: owner, subject: { type: 'mailings', ...mailing }, params: about },
      // Held once more is news.
      mark: `${kind} ${mailing.id} ${kind === 'held' ? heldSince?.toISOString() : ''}`,
    });
  }

  private async noticeOf({ kind }: DueNotice, mailing: Mailing): Promise<Notice> {
    const counts = await this.progress.countsByStatus(mailing.id);
    const figures = await this.statistics.ofMailing(mailing.id, mailing.campaignId, false);
    return {
      ...{ kind, owner: mailing.owner!, mailing: { id: mailing.publicId, name: mailing.name } },
      reason: mailing.holdReason ?? mailing.statusReason ?? '',
      ...{ sent: counts.Sent, failed: counts.Failed },
      ...{ opened: figures.openedCount, clicked: figures.clickedCount },
      ...{ optedOut: figures.optedOutCount, bounced: figures.bouncedCount },
    };
  }
}
