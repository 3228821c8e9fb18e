import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RecordUses } from '@facteur/audience';
import { Database, parameters } from '@facteur/platform';

/** Records that a queue holds or held: what was sent to whom stays known. */
@Injectable()
export class QueuedRecords implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly uses: RecordUses,
  ) {}

  onModuleInit(): void {
    this.uses.register((targetType, ids) => this.among(targetType, ids));
  }

  /** Index: ix_queue_target. */
  private async among(targetType: string, ids: string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT DISTINCT target_id AS id
       FROM queue_item
       WHERE target_type = ?
         AND target_id IN (${parameters(ids.length)})`,
      [targetType, ...ids],
    );
    return rows.map(({ id }) => id);
  }
}
