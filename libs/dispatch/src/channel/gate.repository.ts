import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';

/** Each channel has a gate row, which claims lock so that the hourly cap holds over all processes. */
@Injectable()
export class GateRepository {
  constructor(private readonly database: Database) {}

  async add(channel: string): Promise<void> {
    await this.database.execute(
      `INSERT INTO {dispatch_gate} (channel)
       VALUES (?)
       ${this.database.dialect.ignoreDuplicates('dispatch_gate', 'channel')}`,
      [channel],
    );
  }
}
