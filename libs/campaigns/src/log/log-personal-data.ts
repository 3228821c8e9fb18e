import { type Person, type PersonalData, PersonalDataPlugin } from '@facteur/audience';
import { LogPersonalDataRepository } from './log-personal-data.repository.js';

/** The log keeps that something happened, and forgets to whom. */
@PersonalDataPlugin()
export class LogPersonalData implements PersonalData {
  readonly section = 'campaignLog';
  readonly erasedBefore = ['queueItems'];

  constructor(private readonly entries: LogPersonalDataRepository) {}

  export(person: Person): Promise<object[]> {
    return this.entries.entriesOf(person);
  }

  erase(person: Person): Promise<number> {
    return this.entries.anonymise(person);
  }
}
