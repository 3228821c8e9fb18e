import type { Person } from '@facteur/audience';
import { type MailingDirectory, MailingDirectoryPlugin } from '@facteur/campaigns';
import type { SqlCondition } from '@facteur/platform';
import { queueItemsOf } from './queue-personal-data.repository.js';
import { SentItems } from './sent-items.repository.js';

/** What the log and the statistics may know of mailings and their messages. */
@MailingDirectoryPlugin()
export class DispatchMailingDirectory implements MailingDirectory {
  readonly name = 'dispatch';
  readonly table = '{mailing}';

  constructor(private readonly items: SentItems) {}

  lockItems(queueItemIds: number[]): Promise<void> {
    return this.items.lockAll(queueItemIds);
  }

  itemsOf(person: Person): SqlCondition {
    return queueItemsOf(person);
  }
}
