import { AuditRetention } from '@facteur/admin';
import { Notifications } from '@facteur/platform';
import { type Job, JobPlugin } from '@facteur/scheduling';

/** Nightly by default: who did what is kept for as long as an admin set, what people were told for three months. */
@JobPlugin({ job: 'ForgetAuditRecords', name: 'Forget Audit Records', scheduling: '45 2 * * *' })
export class ForgetAuditRecordsJob implements Job {
  constructor(
    private readonly retention: AuditRetention,
    private readonly notifications: Notifications,
  ) {}

  async run(): Promise<object> {
    return { ...(await this.retention.run()), notifications: await this.notifications.forgetOld() };
  }
}
