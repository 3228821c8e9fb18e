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
  Needs,
} from '@facteur/platform';
import { ARCHIVED_ITEMS, QUEUE_ITEMS } from './queue-item-sql.js';
import { QueueItemView } from './queue-item.view.js';

/** What became of every single message; read-only. */
@ApiController('queue-items', { see: 'people:see', change: 'people:change' })
export class QueueItemController {
  constructor(
    private readonly collections: Collections,
    private readonly signer: LinkSigner,
    private readonly exporter: Exporter,
  ) {}

  @Get()
  @AnswersPage(QueueItemView, 'Every recipient of every mailing: status, attempts, last error, why skipped')
  list(@InCollection(QUEUE_ITEMS) query: CollectionQuery): Promise<Page<QueueItemView>> {
    return this.page(QUEUE_ITEMS, query);
  }

  @Get('export')
  @Needs('people:export')
  @AnswersFile('The queue, or the part that a filter matches, as CSV or XLSX', ...EXPORT_TYPES)
  export(@Exporting(QUEUE_ITEMS) query: ExportQuery) {
    return this.file('queue-items', QUEUE_ITEMS, query);
  }

  @Get('archived')
  @AnswersPage(QueueItemView, 'The same of mailings that Clean Up put into the archive')
  listArchived(@InCollection(QUEUE_ITEMS) query: CollectionQuery): Promise<Page<QueueItemView>> {
    return this.page(ARCHIVED_ITEMS, query);
  }

  @Get('archived/export')
  @Needs('people:export')
  @AnswersFile('The archive of the queue, or the part that a filter matches, as CSV or XLSX', ...EXPORT_TYPES)
  exportArchived(@Exporting(QUEUE_ITEMS) query: ExportQuery) {
    return this.file('queue-items-archive', ARCHIVED_ITEMS, query);
  }

  @Get(':id')
  @Answers(QueueItemView, 'One recipient of one mailing')
  async get(@Param('id') id: string): Promise<QueueItemView> {
    const key = this.signer.readItemId(id);
    for (const items of key === undefined ? [] : [QUEUE_ITEMS, ARCHIVED_ITEMS]) {
      const [row] = await this.collections.byIds(items, [String(key)]);
      if (row) return this.sealed(row);
    }
    throw new NotFound(QUEUE_ITEMS.noun, id);
  }

  private async page(items: typeof QUEUE_ITEMS, query: CollectionQuery): Promise<Page<QueueItemView>> {
    const page = await this.collections.page(items, query);
    return { ...page, data: page.data.map((row) => this.sealed(row)) };
  }

  private file(name: string, items: typeof QUEUE_ITEMS, query: ExportQuery) {
    return this.exporter.list(name, items, query, {
      more: async (rows) => rows.map((row) => this.sealed(row)),
    });
  }

  private sealed<T extends { id: unknown }>(row: T) {
    return { ...row, id: this.signer.itemId(Number(row.id)) };
  }
}
