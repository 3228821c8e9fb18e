import { Get, Param } from '@nestjs/common';
import { LinkSigner } from '@facteur/campaigns';
import {
  Answers,
  AnswersFile,
  AnswersPage,
  ApiController,
  type CollectionQuery,
  Collections,
  EXPORT_TYPES,
  Exporter,
  Exporting,
  type ExportQuery,
  InCollection,
  NotFound,
  type Page,
} from '@facteur/platform';
import { QUEUE_ITEMS } from './queue-item-sql.js';
import { QueueItemView } from './queue-item.view.js';

/** What became of every single message; read-only. */
@ApiController('queue-items')
export class QueueItemController {
  constructor(
    private readonly collections: Collections,
    private readonly signer: LinkSigner,
    private readonly exporter: Exporter,
  ) {}

  @Get()
  @AnswersPage(QueueItemView, 'Every recipient of every mailing: status, attempts, last error, why skipped')
  async list(@InCollection(QUEUE_ITEMS) query: CollectionQuery): Promise<Page<QueueItemView>> {
    const page = await this.collections.page(QUEUE_ITEMS, query);
    return { ...page, data: page.data.map((row) => this.sealed(row)) };
  }

  @Get('export')
  @AnswersFile('The queue, or the part that a filter matches, as CSV or XLSX', ...EXPORT_TYPES)
  export(@Exporting(QUEUE_ITEMS) query: ExportQuery) {
    return this.exporter.list('queue-items', QUEUE_ITEMS, query, {
      more: async (rows) => rows.map((row) => this.sealed(row)),
    });
  }

  @Get(':id')
  @Answers(QueueItemView, 'One recipient of one mailing')
  async get(@Param('id') id: string): Promise<QueueItemView> {
    const key = this.signer.readItemId(id);
    const [row] = key === undefined ? [] : await this.collections.byIds(QUEUE_ITEMS, [String(key)]);
    if (!row) throw new NotFound(QUEUE_ITEMS.noun, id);
    return this.sealed(row);
  }

  private sealed<T extends { id: unknown }>(row: T) {
    return { ...row, id: this.signer.itemId(Number(row.id)) };
  }
}
