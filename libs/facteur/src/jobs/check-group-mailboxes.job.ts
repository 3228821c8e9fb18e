import { CheckMailboxes } from '@facteur/mailboxes';
import { type Job, JobPlugin, SchedulingOptions } from '@facteur/scheduling';

/** Every two minutes by default: reads bounces and answers out of the group mailboxes. */
@JobPlugin({ job: 'CheckGroupMailboxes', name: 'Check Group Mailboxes', scheduling: '*/2 * * * *' })
export class CheckGroupMailboxesJob implements Job {
  constructor(
    private readonly mailboxes: CheckMailboxes,
    private readonly scheduling: SchedulingOptions,
  ) {}

  run(): Promise<object> {
    // Where the scheduler runs, connections are kept open as well; elsewhere a run ends with itself.
    return this.mailboxes.run({ watch: this.scheduling.enabled });
  }
}
