import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RecordUses } from '@facteur/audience';
import { Database, parameters } from '@facteur/platform';

/** Records of which the log tells something, be it that a campaign brought them: figures would speak of nobody without them. */
@Injectable()
export class LoggedRecords implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly uses: RecordUses,
  ) {}

  onModuleInit(): void {
    this.uses.register((targetType, ids) => this.among(targetType, ids));
  }

  /** Indices: ix_log_target, ix_log_archive_target. */
  private async among(targetType: string, ids: string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT target_id AS id
       FROM {campaign_log_record}
       WHERE target_type = ?
         AND target_id IN (${parameters(ids.length)})
       UNION
       SELECT target_id
       FROM {campaign_log_archive}
       WHERE target_type = ?
         AND target_id IN (${parameters(ids.length)})`,
      [targetType, ...ids, targetType, ...ids],
    );
    return rows.map(({ id }) => id);
  }
}
