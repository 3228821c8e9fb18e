import { AuditRetention } from '@facteur/admin';
import { type Job, JobPlugin } from '@facteur/scheduling';

/** Nightly by default: who did what is kept for as long as an admin set. */
@JobPlugin({ job: 'ForgetAuditRecords', name: 'Forget Audit Records', scheduling: '45 2 * * *' })
export class ForgetAuditRecordsJob implements Job {
  constructor(private readonly retention: AuditRetention) {}

  run(): Promise<object> {
    return this.retention.run();
  }
}
