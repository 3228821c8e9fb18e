import { Get, Param } from '@nestjs/common';
import { targetTypeColumn } from '@facteur/audience';
import { ApiOperation } from '@nestjs/swagger';
import { LinkSigner } from '@facteur/campaigns';
import {
  ApiController,
  boolean,
  date,
  Exporter,
  Exporting,
  type ExportQuery,
  Collections,
  type CollectionQuery,
  Listing,
  type CollectionSpec,
  NotFound,
  number,
  oneOf,
  type Row,
  text,
} from '@facteur/platform';

import { ITEM_STATUSES } from './queue-item.js';

const LIST: CollectionSpec = {
  noun: 'queue item',
  from: 'queue_item q JOIN mailing g ON g.id = q.mailing_id LEFT JOIN campaign c ON c.id = g.campaign_id',
  columns: {
    id: number('q.id'),
    massEmailId: text('g.public_id'),
    mailingId: text('g.public_id'),
    campaignId: text('c.public_id'),
    channel: text('q.channel'),
    targetType: targetTypeColumn('q.target_type'),
    targetId: text('q.target_id'),
    address: text('q.address'),
    status: oneOf(ITEM_STATUSES, 'q.status'),
    skipReason: text('q.skip_reason'),
    attemptCount: number('q.attempt_count'),
    nextAttemptAt: date('q.next_attempt_at'),
    // Of an Unconfirmed one the time is when it may have been sent; only the hourly cap needs it.
    sentAt: date(`CASE WHEN q.status = 'Unconfirmed' THEN NULL ELSE q.sent_at END`),
    lastError: text('q.last_error'),
    delivery: oneOf(['unknown', 'delivered', 'bounced', 'complained'], 'q.delivery'),
    isTest: boolean('q.is_test'),
    createdAt: date('q.created_at'),
  },
  search: ['address'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'q.id',
  key: 'q.id',
};

/** What became of every single message; read-only. */
@ApiController('queue-items')
export class QueueItemController {
  constructor(
    private readonly collections: Collections,
    private readonly signer: LinkSigner,
    private readonly exporter: Exporter,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Every recipient of every mailing: status, attempts, last error, why skipped' })
  async list(@Listing() query: CollectionQuery) {
    const page = await this.collections.page(LIST, query);
    return { ...page, data: page.data.map((row) => this.sealed(row)) };
  }

  @Get('export')
  @ApiOperation({ summary: 'The queue, or the part that a filter matches, as CSV or XLSX' })
  export(@Exporting() query: ExportQuery) {
    return this.exporter.list('queue-items', LIST, query, {
      more: async (rows) => rows.map((row) => this.sealed(row)),
    });
  }

  @Get(':id')
  async get(@Param('id') id: string) {
    const key = this.signer.readItemId(id);
    const [row] = key === undefined ? [] : await this.collections.byIds(LIST, [key as unknown as string]);
    if (!row) throw new NotFound(LIST.noun, id);
    return this.sealed(row);
  }

  private sealed(row: Row) {
    return { ...row, id: this.signer.itemId(Number(row.id)) };
  }
}
