import { Clock, type HealthCheck, HealthCheckPlugin, type HealthFinding, MINUTE } from '@facteur/platform';
import { RunSchedule } from '../model/run-schedule.js';

const OVERDUE = 10 * MINUTE;

/** The job that sends is there, active, and comes when it is due. */
@HealthCheckPlugin()
export class JobCheck implements HealthCheck {
  readonly code = 'job';
  readonly order = 20;
  readonly holdsMail = true;

  constructor(
    private readonly schedule: RunSchedule,
    private readonly clock: Clock,
  ) {}

  async look(): Promise<HealthFinding> {
    const { name, status, nextRunAt, lastRunAt, running } = await this.schedule.state();
    const params = { name };
    const mend = '/admin/jobs';
    if (status === 'Missing')
      return {
        state: 'fail',
        reason: 'missing',
        detail: `Nothing here runs the job "${name}".`,
        params,
        mend,
      };
    if (status === 'Inactive')
      return {
        ...{ state: 'fail', reason: 'inactive', params, mend },
        detail: `The job "${name}" is Inactive, so nothing goes out.`,
      };
    const late = nextRunAt && !running && this.clock.now().getTime() - nextRunAt.getTime() > OVERDUE;
    if (late)
      return {
        ...{ state: 'fail', reason: 'overdue', params, since: nextRunAt, mend },
        detail: `The job "${name}" was due and did not run: is a server running, and its clock right?`,
      };
    return {
      ...{ state: 'pass', reason: running ? 'running' : 'active', params, since: lastRunAt },
      detail: `The job "${name}" is Active.`,
    };
  }
}
