import { OwnerNotices } from '@facteur/dispatch';
import { type Job, JobPlugin } from '@facteur/scheduling';

/** Every five minutes by default: tells owners of mailings that are held, over, or a day old. */
@JobPlugin({ job: 'TellOwners', name: 'Tell Owners', scheduling: '*/5 * * * *' })
export class TellOwnersJob implements Job {
  constructor(private readonly notices: OwnerNotices) {}

  async run(): Promise<object> {
    return this.notices.tell();
  }
}
