import { type Job, JobIncomplete, JobPlugin } from '@facteur/scheduling';
import { TellWebhooks } from '../listening/tell-webhooks.js';

/** Every minute by default: tells webhooks, and lets the event feed go on. */
@JobPlugin({ job: 'TellWebhooks', name: 'Tell Webhooks', scheduling: '* * * * *' })
export class TellWebhooksJob implements Job {
  constructor(private readonly telling: TellWebhooks) {}

  async run(): Promise<object> {
    const { told, failed } = await this.telling.run();
    if (failed.length) throw new JobIncomplete(failed.join('; ').slice(0, 1_000), { told });
    return { told };
  }
}
