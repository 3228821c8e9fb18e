import { SendRun, RunSchedule } from '@facteur/dispatch';
import { type Job, JobPlugin } from '@facteur/scheduling';

/**
 * Begins mailings that somebody scheduled for a certain minute, without waiting for the hourly run; that one goes on with
 * them. And it goes on with those that a rule of pace lets a few messages a minute through of.
 */
@JobPlugin({ job: 'BeginOnTime', name: 'Begin on Time', scheduling: '* * * * *' })
export class BeginOnTimeJob implements Job {
  constructor(
    private readonly sendRun: SendRun,
    private readonly schedule: RunSchedule,
  ) {}

  /** Nothing while the job that sends is Inactive: an admin wants no mail to go out. */
  async run(): Promise<object> {
    if ((await this.schedule.state()).status !== 'Active') return { begun: 0 };
    const begun = await this.sendRun.begin();
    const { sent, held } = await this.sendRun.goOn();
    return { ...begun, sent: begun.sent + sent, held: [...begun.held, ...held] };
  }
}
