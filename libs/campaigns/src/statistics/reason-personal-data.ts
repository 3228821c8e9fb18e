import { type Person, type PersonalData, PersonalDataPlugin } from '@facteur/audience';
import { MailingDirectories } from '../mailing-directory.js';
import { OptOutReasons } from './opt-out-reasons.repository.js';

/** Why somebody left, where they said so. Found by way of the queue, so it goes before it. */
@PersonalDataPlugin()
export class ReasonPersonalData implements PersonalData {
  readonly section = 'optOutReasons';
  readonly erasedBefore = ['queueItems'];

  constructor(
    private readonly reasons: OptOutReasons,
    private readonly directories: MailingDirectories,
  ) {}

  export(person: Person): Promise<object[]> {
    return this.reasons.said(this.directories.the.itemsOf(person));
  }

  erase(person: Person): Promise<number> {
    return this.reasons.forget(this.directories.the.itemsOf(person));
  }
}
