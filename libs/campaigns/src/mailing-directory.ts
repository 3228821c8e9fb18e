import { Injectable } from '@nestjs/common';
import type { Person } from '@facteur/audience';
import { definePlugin, type SqlCondition } from '@facteur/platform';

/**
 * What this lib asks of the room above that keeps mailings, so that it need not know its tables. Exactly one is
 * provided; its owner says which table (or view) may be joined.
 */
export interface MailingDirectory {
  readonly name: string;
  /** With `id`, `public_id`, `name` and `channel` of every mailing, archived ones too. Read here, never written. */
  readonly table: string;
  /** Keeps others from writing down what happens to the same messages until the transaction ends. */
  lockItems(queueItemIds: number[]): Promise<void>;
  /** SELECT of the ids of all messages that were ever meant for somebody. */
  itemsOf(person: Person): SqlCondition;
}

const directories = definePlugin<MailingDirectory>({ kind: 'mailing directory', name: ({ name }) => name });

/** Marks a provider as the {@link MailingDirectory}. */
export const MailingDirectoryPlugin = directories.Plugin;

@Injectable()
export class MailingDirectories extends directories.Registry {
  /** @throws Error where nobody keeps mailings. */
  get the(): MailingDirectory {
    const [directory] = this.all();
    if (!directory) throw new Error('Nobody keeps mailings here: DispatchModule is missing.');
    return directory;
  }
}
