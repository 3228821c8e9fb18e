import { type Person, type PersonalData, PersonalDataPlugin } from '@facteur/audience';
import { queueItemsOf } from '@facteur/dispatch';
import { SentMessageRepository } from './sent-message.repository.js';

/** Copies of what was sent. Found by way of the queue, so they go before it ("mails" stands before "queueItems"). */
@PersonalDataPlugin()
export class SentPersonalData implements PersonalData {
  readonly section = 'mails';
  readonly erasedBefore = ['queueItems'];

  constructor(private readonly messages: SentMessageRepository) {}

  async export(person: Person): Promise<object[]> {
    const contents = await this.messages.ofItems(queueItemsOf(person));
    return contents.map((content) => ({ message: content.toString('utf8') }));
  }

  erase(person: Person): Promise<number> {
    return this.messages.removeOfItems(queueItemsOf(person));
  }
}
