import { Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { LinkSigner } from '@facteur/campaigns';
import {
  ApiController,
  By,
  boolean,
  date,
  Collections,
  type CollectionQuery,
  Listing,
  type CollectionSpec,
  number,
  oneOf,
  type Row,
  text,
} from '@facteur/platform';
import { DELIVERY_KINDS } from './delivery-news.js';
import { DeliveryReports } from './delivery-reports.service.js';

const LIST: CollectionSpec = {
  noun: 'delivery report',
  from: `delivery_report r LEFT JOIN queue_item q ON q.id = r.queue_item_id LEFT JOIN mailing g ON g.id = q.mailing_id
    LEFT JOIN campaign c ON c.id = g.campaign_id`,
  columns: {
    id: text('r.public_id'),
    channel: text('r.channel'),
    address: text('r.address'),
    itemAddress: text('q.address'),
    kind: oneOf(DELIVERY_KINDS, 'r.kind'),
    status: text('r.status'),
    reason: text('r.reason'),
    diagnostic: text('r.diagnostic'),
    evidence: text('r.evidence'),
    matchedBy: text('r.matched_by'),
    effect: text('r.effect'),
    countsAgainstAddress: boolean('r.counts_against_address'),
    queueItemId: number('r.queue_item_id'),
    massEmailId: text('g.public_id'),
    campaignId: text('c.public_id'),
    source: text('r.source'),
    inboundMessageId: text('r.source_id'),
    reportedAt: date('r.reported_at'),
    undoneAt: date('r.undone_at'),
    undoneBy: text('r.undone_by'),
    createdAt: date('r.created_at'),
  },
  search: ['address', 'itemAddress', 'diagnostic'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'r.id DESC',
};

/** Every verdict about every message, with its evidence; each can be undone. */
@ApiController('delivery-reports')
export class DeliveryReportController {
  constructor(
    private readonly collections: Collections,
    private readonly signer: LinkSigner,
    private readonly reports: DeliveryReports,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Bounces, delays, complaints and receipts: what was read, and what it changed' })
  async list(@Listing() query: CollectionQuery) {
    const filter = { ...query.filter };
    if (typeof filter['queueItemId'] === 'string')
      filter['queueItemId'] = this.signer.readItemId(filter['queueItemId']) ?? -1;
    const page = await this.collections.page(LIST, { ...query, filter });
    return { ...page, data: page.data.map((row) => this.sealed(row)) };
  }

  @Get(':id')
  async get(@Param('id') id: string) {
    return this.sealed(await this.collections.one(LIST, id));
  }

  @Post(':id/undo')
  @HttpCode(200)
  @ApiOperation({ summary: 'The verdict is wrong: takes back what followed from it' })
  async undo(@Param('id') id: string, @By() by: string) {
    await this.reports.undo(id, by);
    return this.get(id);
  }

  private sealed(row: Row) {
    const item = row['queueItemId'];
    return { ...row, queueItemId: item == null ? null : this.signer.itemId(Number(item)) };
  }
}
