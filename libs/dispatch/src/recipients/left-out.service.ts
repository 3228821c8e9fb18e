import { Injectable } from '@nestjs/common';
import { RecordSourceRegistry, targetKey, targetTypeColumn } from '@facteur/audience';
import { Collections, type CollectionQuery, type CollectionSpec, oneOf, text } from '@facteur/platform';
import { Mailing } from '../mailing/mailing.entity.js';
import { QueueBuilder } from '../queue/queue-builder.js';
import { REASONS, wordsOf } from './reasons.js';

const LIST: CollectionSpec = {
  noun: 'person who is left out',
  from: 'mailing_left_out_person p',
  columns: {
    id: text('p.target_id'),
    targetType: targetTypeColumn('p.target_type'),
    targetId: text('p.target_id'),
    address: text('p.address'),
    reason: oneOf(Object.keys(REASONS), 'p.reason'),
  },
  search: ['address', 'targetId'],
  sortBy: 'reason:ASC',
  tieBreak: 'p.target_type, p.target_id',
};

/** Who does not get a mailing, by name and reason: of a queue that was built, or of the one that would be built now. */
@Injectable()
export class LeftOutService {
  constructor(
    private readonly collections: Collections,
    private readonly queue: QueueBuilder,
    private readonly sources: RecordSourceRegistry,
  ) {}

  async list(mailing: Mailing, query: CollectionQuery) {
    const page = (key: number) =>
      this.collections.page(LIST, query, { sql: 'p.mailing_id = ?', values: [key] });
    const found =
      mailing.queuedAt === null ? await this.queue.withLeftOut(mailing, page) : await page(mailing.id);
    const targets = found.data.map((row) => ({
      targetType: String(row['targetType']),
      targetId: String(row['targetId']),
    }));
    const records = await this.sources.load(targets);
    return {
      ...found,
      data: found.data.map(({ id: _key, ...row }, index) => ({
        ...row,
        name: records.get(targetKey(targets[index]!.targetType, targets[index]!.targetId))?.name ?? null,
        explanation: wordsOf(String(row['reason'])),
      })),
    };
  }
}
