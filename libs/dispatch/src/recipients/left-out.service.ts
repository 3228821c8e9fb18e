import { Injectable } from '@nestjs/common';
import { RecordSourceRegistry, targetKey } from '@facteur/audience';
import { type CollectionQuery, Collections, type Page } from '@facteur/platform';
import type { Mailing } from '../model/mailing.entity.js';
import { LEFT_OUT } from './left-out-sql.js';
import type { LeftOutView } from './left-out.view.js';
import { LookAhead } from './look-ahead.js';
import { wordsOf } from './recipient-rules-sql.js';

/** Who does not get a mailing, by name and reason: of a queue that was built, or of the one that would be built now. */
@Injectable()
export class LeftOutService {
  constructor(
    private readonly collections: Collections,
    private readonly ahead: LookAhead,
    private readonly sources: RecordSourceRegistry,
  ) {}

  async list(mailing: Mailing, query: CollectionQuery): Promise<Page<LeftOutView>> {
    const page = (key: number) =>
      this.collections.page(LEFT_OUT, query, { sql: 'p.mailing_id = ?', values: [key] });
    const found =
      mailing.queuedAt === null ? await this.ahead.withLeftOut(mailing, page) : await page(mailing.id);
    const records = await this.sources.load(found.data);
    return {
      ...found,
      data: found.data.map(({ id: _id, ...row }) => ({
        ...row,
        name: records.get(targetKey(row.targetType, row.targetId))?.name ?? null,
        explanation: wordsOf(row.reason),
      })),
    };
  }
}
