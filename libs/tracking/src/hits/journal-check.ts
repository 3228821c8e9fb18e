import { type HealthCheck, HealthCheckPlugin, type HealthFinding } from '@facteur/platform';
import { SpoolRecorder } from './spool-recorder.js';

/** Some hundred thousand hits: minutes of work, and more than ever waits while somebody records them. */
const MUCH = 64 * 1024 * 1024;

/** Opens and clicks that were answered are recorded. */
@HealthCheckPlugin()
export class JournalCheck implements HealthCheck {
  readonly code = 'journal';
  readonly order = 80;
  readonly holdsMail = false;

  constructor(private readonly recorder: SpoolRecorder) {}

  async look(): Promise<HealthFinding> {
    const megabytes = Math.ceil((await this.recorder.waiting()) / 1024 / 1024);
    const { fault } = this.recorder;
    if (fault !== undefined)
      return {
        ...{ state: 'warn', reason: 'waits', params: { megabytes, words: fault } },
        detail: `Opens and clicks wait to be recorded (${megabytes} MB): ${fault} Nothing is lost; they are recorded once that is mended.`,
      };
    if (megabytes * 1024 * 1024 > MUCH)
      return {
        ...{ state: 'warn', reason: 'behind', params: { megabytes } },
        detail: `${megabytes} MB of opens and clicks wait to be recorded: they come faster than the database takes them. Nothing is lost; a worker records as well.`,
      };
    return { state: 'pass', reason: 'recorded', detail: 'Opens and clicks are recorded.' };
  }
}
