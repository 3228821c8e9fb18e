import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';

/** What time a database server says that it is. */
@Injectable()
export class ServerClockRepository {
  constructor(private readonly database: Database) {}

  /** Seconds that the database's clock is ahead of this machine's. */
  async secondsApart(): Promise<number> {
    const now =
      this.database.dialect.name === 'sqlite'
        ? `CAST(strftime('%s', 'now') AS REAL)`
        : 'UNIX_TIMESTAMP(SYSDATE(3))';
    const before = Date.now();
    const [row] = await this.database.query<{ seconds: number | string }>(`SELECT ${now} AS seconds`);
    return Number(row!.seconds) - Math.floor((before + Date.now()) / 2 / 1_000);
  }
}
