import { ImportRunner } from '@facteur/audience';
import { type Job, JobPlugin } from '@facteur/scheduling';

/** Every minute by default: goes on with imports whose process died. */
@JobPlugin({ job: 'ContinueImports', name: 'Continue Imports', scheduling: '* * * * *' })
export class ContinueImportsJob implements Job {
  constructor(private readonly runner: ImportRunner) {}

  async run(): Promise<object> {
    return { resumed: await this.runner.resumeAbandoned() };
  }
}
