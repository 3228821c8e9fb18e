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

  /** Indices: ix_queue_target, ix_queue_archive_target. */
  private async among(targetType: string, ids: string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT target_id AS id
       FROM {queue_item}
       WHERE target_type = ?
         AND target_id IN (${parameters(ids.length)})
       UNION
       SELECT target_id
       FROM {queue_item_archive}
       WHERE target_type = ?
         AND target_id IN (${parameters(ids.length)})`,
      [targetType, ...ids, targetType, ...ids],
    );
    return rows.map(({ id }) => id);
  }
}
