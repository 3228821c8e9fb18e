import { type Person, type PersonalData, PersonalDataPlugin } from '@facteur/audience';
import { queueItemsOf } from '@facteur/dispatch';
import { Database } from '@facteur/platform';

/** Copies of what was sent. Found by way of the queue, so they go before it ("mails" stands before "queueItems"). */
@PersonalDataPlugin()
export class SentPersonalData implements PersonalData {
  readonly section = 'mails';
  readonly erasedBefore = ['queueItems'];

  constructor(private readonly database: Database) {}

  async export(person: Person): Promise<object[]> {
    const { sql, values } = queueItemsOf(person);
    const rows = await this.database.query<{ content: Buffer }>(
      `SELECT content FROM sent_message WHERE queue_item_id IN (${sql})`,
      values,
    );
    return rows.map(({ content }) => ({ message: Buffer.from(content).toString('utf8') }));
  }

  erase(person: Person): Promise<number> {
    const { sql, values } = queueItemsOf(person);
    return this.database.execute(`DELETE FROM sent_message WHERE queue_item_id IN (${sql})`, values);
  }
}
