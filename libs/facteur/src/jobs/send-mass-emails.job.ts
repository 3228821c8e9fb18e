import { SendRun } from '@facteur/dispatch';
import { type Job, JobPlugin } from '@facteur/scheduling';

/** Hourly by default: builds the queues that are due and sends a batch of each mailing. */
@JobPlugin({ job: 'SendMassEmails', name: 'Send Mass Emails', scheduling: '0 * * * *' })
export class SendMassEmailsJob implements Job {
  constructor(private readonly sendRun: SendRun) {}

  run(): Promise<object> {
    return this.sendRun.run();
  }
}
