import { Injectable } from '@nestjs/common';
import { Clock, Database, parameters } from '@facteur/platform';

@Injectable()
export class CampaignRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Planning -> Active. @returns whether it was Planning */
  async activate(id: number): Promise<boolean> {
    const changed = await this.database.execute(
      `UPDATE {campaign}
       SET status = 'Active', modified_at = ?
       WHERE id = ?
         AND status = 'Planning'`,
      [this.clock.now(), id],
    );
    return changed > 0;
  }

  /** Of those that are there and not archived. */
  async keysOf(publicIds: readonly string[]): Promise<Map<string, number>> {
    const ids = [...new Set(publicIds)];
    if (ids.length === 0) return new Map();
    const rows = await this.database.query<{ id: number; publicId: string }>(
      `SELECT id, public_id AS "publicId"
       FROM {campaign}
       WHERE archived_at IS NULL
         AND public_id IN (${parameters(ids.length)})`,
      ids,
    );
    return new Map(rows.map(({ publicId, id }) => [publicId, id]));
  }

  /** Keeps others from changing what belongs to it until the transaction ends. */
  async lock(id: number): Promise<void> {
    await this.database.query(
      `SELECT id
       FROM {campaign}
       WHERE id = ? ${this.database.dialect.forUpdate}`,
      [id],
    );
  }
}
