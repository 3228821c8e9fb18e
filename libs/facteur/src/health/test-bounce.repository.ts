import { Injectable } from '@nestjs/common';
import { Database, readDate } from '@facteur/platform';

@Injectable()
export class TestBounceRepository {
  constructor(private readonly database: Database) {}

  /** The last report that there is: what comes back comes after it. */
  async lastReport(): Promise<number> {
    const [row] = await this.database.query<{ last: number | null }>(
      `SELECT MAX(id) AS last
       FROM {delivery_report}`,
    );
    return Number(row?.last ?? 0);
  }

  /** When a bounce about an address was read, of those that came after a report. */
  async cameBack(address: string, after: number): Promise<Date | null> {
    const [row] = await this.database.query<{ at: Date | string }>(
      `SELECT created_at AS at
       FROM {delivery_report}
       WHERE id > ?
         AND kind IN ('hard', 'soft')
         AND LOWER(address) = ?
       ORDER BY id
       LIMIT 1`,
      [after, address],
    );
    return readDate(row?.at ?? null);
  }
}
