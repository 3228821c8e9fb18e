import { CleanUp } from '@facteur/dispatch';
import { type Job, JobPlugin } from '@facteur/scheduling';

/** Nightly by default: puts the queue and the log of mailings that ended long ago into the archive. */
@JobPlugin({ job: 'CleanUp', name: 'Clean Up', scheduling: '15 2 * * *' })
export class CleanUpJob implements Job {
  constructor(private readonly cleanUp: CleanUp) {}

  async run(): Promise<object> {
    return this.cleanUp.run();
  }
}
