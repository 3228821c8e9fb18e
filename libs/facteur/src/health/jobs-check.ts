import { Clock, type HealthCheck, HealthCheckPlugin, type HealthFinding, MINUTE } from '@facteur/platform';
import { ScheduledJobService } from '@facteur/scheduling';

const LATE = 10 * MINUTE;
/** Of these other checks tell. */
const TOLD_ELSEWHERE = ['SendMassEmails', 'CheckStatistics', 'TellWebhooks'];

/** All jobs that should fire do, and none failed when it ran last. The one that sends has a check of its own. */
@HealthCheckPlugin()
export class JobsCheck implements HealthCheck {
  readonly code = 'jobs';
  readonly order = 75;
  readonly holdsMail = false;

  constructor(
    private readonly jobs: ScheduledJobService,
    private readonly clock: Clock,
  ) {}

  async look(): Promise<HealthFinding> {
    const mend = '/admin/jobs';
    const { data } = await this.jobs.list({
      page: 1,
      limit: 100,
      sortBy: [],
      path: '',
      filter: { status: 'Active' },
    });
    for (const job of data.filter((one) => !TOLD_ELSEWHERE.includes(one.job))) {
      const run = await this.jobs.lastRunOf(job.job);
      if (run?.status !== 'Failed') continue;
      return {
        ...{ state: 'warn', reason: 'failed', since: run.startedAt, mend },
        params: { name: job.name, words: run.error ?? '' },
        detail: `The job "${job.name}" failed when it ran last: ${run.error ?? ''}`,
      };
    }
    const late = data.find(
      ({ nextRunAt }) => nextRunAt && this.clock.now().getTime() - new Date(nextRunAt).getTime() > LATE,
    );
    if (late)
      return {
        ...{ state: 'fail', reason: 'overdue', since: new Date(late.nextRunAt!), mend },
        params: { name: late.name },
        detail: `The job "${late.name}" was due and did not run: is a server running?`,
      };
    return { state: 'pass', reason: 'on-time', detail: 'Jobs fire on time, and none failed.' };
  }
}
