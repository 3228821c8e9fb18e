import { type Person, type PersonalData, PersonalDataPlugin } from '@facteur/audience';
import { SubmissionRepository } from './submission.repository.js';

/** What people typed into forms. */
@PersonalDataPlugin()
export class SubmissionPersonalData implements PersonalData {
  readonly section = 'formSubmissions';

  constructor(private readonly submissions: SubmissionRepository) {}

  export(person: Person): Promise<object[]> {
    return this.submissions.ofPerson(person);
  }

  erase(person: Person): Promise<number> {
    return this.submissions.forget(person);
  }
}
