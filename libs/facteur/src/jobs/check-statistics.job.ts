import { StatisticsCheck } from '@facteur/campaigns';
import { type Job, JobPlugin } from '@facteur/scheduling';

/** Nightly by default: compares the counters of all campaigns with the log. The run fails when they differ, and says where. */
@JobPlugin({ job: 'CheckStatistics', name: 'Check Statistics', scheduling: '30 3 * * *' })
export class CheckStatisticsJob implements Job {
  constructor(private readonly check: StatisticsCheck) {}

  async run(): Promise<object> {
    const differences = await this.check.differences();
    if (differences.length)
      throw new Error(
        `${differences.length} counters differ from the log: ${JSON.stringify(differences.slice(0, 20))}. ` +
          'POST /campaigns/:id/statistics/rebuild makes them anew.',
      );
    return { differences: 0 };
  }
}
