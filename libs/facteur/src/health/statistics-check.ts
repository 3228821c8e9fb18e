import { type HealthCheck, HealthCheckPlugin, type HealthFinding } from '@facteur/platform';
import { ScheduledJobService } from '@facteur/scheduling';

/** The counters agreed with the log when that was looked at last. */
@HealthCheckPlugin()
export class CountersCheck implements HealthCheck {
  readonly code = 'counters';
  readonly order = 70;
  readonly holdsMail = false;

  constructor(private readonly jobs: ScheduledJobService) {}

  async look(): Promise<HealthFinding> {
    const run = await this.jobs.lastRunOf('CheckStatistics');
    if (!run) return { state: 'unknown', reason: 'never', detail: 'Counters and log were not compared yet.' };
    const since = run.startedAt;
    return run.status === 'Failed'
      ? {
          ...{ state: 'warn', reason: 'differ', since, mend: '/admin/jobs' },
          params: { words: run.error ?? '' },
          detail: `Counters and log differ: ${run.error ?? ''}`,
        }
      : { state: 'pass', reason: 'agree', since, detail: 'Counters agree with the log.' };
  }
}
