import { type Person, type PersonalData, PersonalDataPlugin } from '@facteur/audience';
import { InboundPersonalDataRepository } from './inbound-personal-data.repository.js';

/** What came in from somebody, or about what was sent to them. */
@PersonalDataPlugin()
export class InboundPersonalData implements PersonalData {
  readonly section = 'inboundMessages';
  readonly erasedBefore = ['queueItems'];

  constructor(private readonly messages: InboundPersonalDataRepository) {}

  async export(person: Person): Promise<object[]> {
    const rows = await this.messages.ofPerson(person);
    return rows.map((row) => ({ ...row, raw: row.raw ? Buffer.from(row.raw).toString('utf8') : null }));
  }

  erase(person: Person): Promise<number> {
    return this.messages.forget(person);
  }
}
