import { SignInsOfUsersRepository } from '@facteur/admin';
import { type Person, type PersonalData, PersonalDataPlugin } from '@facteur/audience';

/** That a user of the CRM signs in here. The sign-in itself is not theirs as a recipient: it stays, and points to nobody. */
@PersonalDataPlugin()
export class SignInsOfUsers implements PersonalData {
  readonly section = 'signIns';

  constructor(private readonly signIns: SignInsOfUsersRepository) {}

  export(person: Person): Promise<object[]> {
    return this.signIns.of(idsIn(person));
  }

  erase(person: Person): Promise<number> {
    return this.signIns.unlink(idsIn(person));
  }
}

const idsIn = ({ records }: Person) =>
  records.flatMap(({ targetType, targetId }) => (targetType === 'User' ? targetId : []));
