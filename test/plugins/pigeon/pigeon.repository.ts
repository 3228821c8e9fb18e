import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, parameterRows, type SqlCondition } from '@facteur/platform';

/** What of its mailings only the pigeon post keeps. */
@Injectable()
export class PigeonRepository implements OnModuleInit {
  constructor(private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    await this.database.execute('CREATE TABLE pigeon_post (mailing_id INT PRIMARY KEY, note VARCHAR(200))');
    await this.database.execute(
      'CREATE TABLE pigeon_copy (queue_item_id INT PRIMARY KEY, note VARCHAR(200))',
    );
  }

  async add(mailingId: number, note: string): Promise<void> {
    await this.database.execute('INSERT INTO pigeon_post (mailing_id, note) VALUES (?, ?)', [
      mailingId,
      note,
    ]);
  }

  async textOf(mailingId: number): Promise<string> {
    const [row] = await this.database.query<{ note: string }>(
      'SELECT note FROM pigeon_post WHERE mailing_id = ?',
      [mailingId],
    );
    return row!.note;
  }

  async keepCopies(copies: [id: number, note: string][]): Promise<void> {
    await this.database.execute(
      `INSERT INTO pigeon_copy (queue_item_id, note) VALUES ${parameterRows(copies.length, 2)}`,
      copies.flat(),
    );
  }

  copiesOf(items: SqlCondition): Promise<object[]> {
    return this.database.query(
      `SELECT note FROM pigeon_copy WHERE queue_item_id IN (${items.sql})`,
      items.values,
    );
  }

  forgetCopies(items: SqlCondition): Promise<number> {
    return this.database.execute(
      `DELETE FROM pigeon_copy WHERE queue_item_id IN (${items.sql})`,
      items.values,
    );
  }
}
