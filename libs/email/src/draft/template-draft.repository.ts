import { Injectable } from '@nestjs/common';
import { Clock, Database, readDate } from '@facteur/platform';

export interface StoredDraft {
  modifiedAt: Date;
  author: string | null;
  /** JSON */
  content: string;
}

/** What people are writing; one draft a template. */
@Injectable()
export class TemplateDraftRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Locked until the transaction ends, where there is one. */
  async find(templateId: number): Promise<StoredDraft | undefined> {
    const [row] = await this.database.query<{ modified_at: unknown; author: string | null; content: string }>(
      `SELECT modified_at, author, content
       FROM {template_draft}
       WHERE template_id = ? ${this.database.dialect.forUpdate}`,
      [templateId],
    );
    return row && { modifiedAt: readDate(row.modified_at)!, author: row.author, content: row.content };
  }

  /** @param modifiedAt grows with each save, also where two come within one tick of the clock */
  async save(
    templateId: number,
    draft: Omit<StoredDraft, 'modifiedAt'>,
    after: Date | undefined,
  ): Promise<Date> {
    const now = this.clock.now();
    const at = after && after >= now ? new Date(after.getTime() + 1) : now;
    const { dialect } = this.database;
    await this.database.execute(
      `INSERT INTO {template_draft} (template_id, modified_at, author, content)
       VALUES (?, ?, ?, ?)
       ${dialect.upsert(['template_id'], {
         modified_at: dialect.inserted('modified_at'),
         author: dialect.inserted('author'),
         content: dialect.inserted('content'),
       })}`,
      [templateId, at, draft.author, draft.content],
    );
    return at;
  }

  async remove(templateId: number): Promise<void> {
    await this.database.execute(
      `DELETE FROM {template_draft}
       WHERE template_id = ?`,
      [templateId],
    );
  }
}
