import { SendRun } from '@facteur/dispatch';
import { type Job, JobIncomplete, JobPlugin } from '@facteur/scheduling';

/** What a person decided, or is asked to decide, and what goes on by itself. */
const BY_CHOICE = new Set(['campaign', 'late', 'count', 'hour', 'pace']);

/** Hourly by default: builds the queues that are due and sends a batch of each mailing. */
@JobPlugin({ job: 'SendMassEmails', name: 'Send Mass Emails', scheduling: '0 * * * *' })
export class SendMassEmailsJob implements Job {
  constructor(private readonly sendRun: SendRun) {}

  /** @throws JobIncomplete when something that a person has to mend kept mail from going out. */
  async run(): Promise<object> {
    const summary = await this.sendRun.run();
    const stopped = summary.held.filter(({ limit }) => !BY_CHOICE.has(limit));
    if (stopped.length)
      throw new JobIncomplete(
        `Held: ${stopped.map(({ name, reason }) => `"${name}": ${reason}`).join('; ')}`.slice(0, 4_000),
        summary,
      );
    return summary;
  }
}
