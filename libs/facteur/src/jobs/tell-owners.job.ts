import { OwnerNotices } from '@facteur/dispatch';
import { type Job, JobPlugin } from '@facteur/scheduling';
import { NotificationMails } from '../notifications/notification-mails.js';

/**
 * Every five minutes by default: tells owners of mailings that began, are held, over, or a day old; and writes mails of
 * what bells tell.
 */
@JobPlugin({ job: 'TellOwners', name: 'Tell Owners', scheduling: '*/5 * * * *' })
export class TellOwnersJob implements Job {
  constructor(
    private readonly notices: OwnerNotices,
    private readonly mails: NotificationMails,
  ) {}

  async run(): Promise<object> {
    const owners = await this.notices.tell();
    const mails = await this.mails.write();
    return { told: owners.told + mails.told, failed: owners.failed + mails.failed };
  }
}
