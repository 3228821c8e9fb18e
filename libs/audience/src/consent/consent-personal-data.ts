import { type Person, type PersonalData, PersonalDataPlugin } from '../privacy/personal-data.js';
import { ConsentPersonalDataRepository } from './consent-personal-data.repository.js';

/** How somebody came to lists and left them, with the words that they agreed to. */
@PersonalDataPlugin()
export class ConsentPersonalData implements PersonalData {
  readonly section = 'consents';

  constructor(private readonly repository: ConsentPersonalDataRepository) {}

  export(person: Person): Promise<object[]> {
    return this.repository.ofPerson(person);
  }

  erase(person: Person): Promise<number> {
    return this.repository.forget(person);
  }
}
