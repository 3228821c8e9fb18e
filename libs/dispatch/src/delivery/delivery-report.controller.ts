import { Get, Param, Post } from '@nestjs/common';
import { LinkSigner } from '@facteur/campaigns';
import {
  Answers,
  AnswersPage,
  ApiController,
  By,
  type CollectionQuery,
  Collections,
  InCollection,
  type Page,
  Refuses,
} from '@facteur/platform';
import { DELIVERY_REPORTS } from './delivery-report-sql.js';
import { DeliveryReportView } from './delivery-report.view.js';
import { DeliveryReports } from './delivery-reports.js';

/** Every verdict about every message, with its evidence; each can be undone. */
@ApiController('delivery-reports', { see: 'people:see', change: 'bounces:undo' })
export class DeliveryReportController {
  constructor(
    private readonly collections: Collections,
    private readonly signer: LinkSigner,
    private readonly reports: DeliveryReports,
  ) {}

  @Get()
  @AnswersPage(
    DeliveryReportView,
    'Bounces, delays, complaints and receipts: what was read, and what it changed',
  )
  async list(@InCollection(DELIVERY_REPORTS) query: CollectionQuery): Promise<Page<DeliveryReportView>> {
    const filter = { ...query.filter };
    if (typeof filter['queueItemId'] === 'string')
      filter['queueItemId'] = this.signer.readItemId(filter['queueItemId']) ?? -1;
    const page = await this.collections.page(DELIVERY_REPORTS, { ...query, filter });
    return { ...page, data: page.data.map((row) => this.sealed(row)) };
  }

  @Get(':id')
  @Answers(DeliveryReportView, 'One verdict')
  async get(@Param('id') id: string): Promise<DeliveryReportView> {
    return this.sealed(await this.collections.one(DELIVERY_REPORTS, id));
  }

  @Post(':id/undo')
  @Answers(DeliveryReportView, 'The verdict is wrong: takes back what followed from it')
  @Refuses(409, 'It was undone before')
  async undo(@Param('id') id: string, @By() by: string): Promise<DeliveryReportView> {
    await this.get(id);
    await this.reports.undo(id, by);
    return this.get(id);
  }

  private sealed<T extends { queueItemId: number | null }>(row: T) {
    const item = row.queueItemId;
    return { ...row, queueItemId: item === null ? null : this.signer.itemId(item) };
  }
}
