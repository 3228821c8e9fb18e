import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';

@Injectable()
export class HealthRepository {
  constructor(private readonly database: Database) {}

  /** @throws when the database does not answer. */
  async ask(): Promise<void> {
    await this.database.query('SELECT 1 AS one');
  }
}
