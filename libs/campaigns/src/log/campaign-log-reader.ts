import { Injectable } from '@nestjs/common';
import { RecordSourceRegistry, targetKey } from '@facteur/audience';
import {
  type CollectionQuery,
  Collections,
  Exporter,
  type ExportQuery,
  NotFound,
  type Page,
} from '@facteur/platform';
import { LinkSigner } from '../links/link-signer.js';
import { MailingDirectories } from '../mailing-directory.js';
import { LOG_RECORDS, logRecords } from './campaign-log-sql.js';
import { LOG, LOG_AND_ARCHIVE } from './log-tables-sql.js';
import type { CampaignLogView } from './campaign-log.view.js';

type Row = Omit<CampaignLogView, 'id' | 'queueItemId' | 'object' | 'targetName'> & {
  id: unknown;
  queueItemId: number | null;
};

/** The log as people read it: with names, and with sealed ids. */
@Injectable()
export class CampaignLogReader {
  constructor(
    private readonly collections: Collections,
    private readonly directories: MailingDirectories,
    private readonly signer: LinkSigner,
    private readonly sources: RecordSourceRegistry,
    private readonly exporter: Exporter,
  ) {}

  /** What the log, or its archive, is read by, with its mailings joined. */
  recordsIn(log = LOG) {
    return logRecords(this.directories.the, log);
  }

  async list(query: CollectionQuery, log = LOG): Promise<Page<CampaignLogView>> {
    const page = await this.collections.page(this.recordsIn(log), {
      ...query,
      filter: this.filterOf(query.filter),
    });
    return { ...page, data: await this.describe(page.data) };
  }

  /** A filter as people write it, with signed item ids read. */
  filterOf(filter: Record<string, unknown> = {}): Record<string, unknown> {
    const { queueItemId } = filter;
    return typeof queueItemId === 'string'
      ? { ...filter, queueItemId: this.signer.readItemId(queueItemId) ?? -1 }
      : filter;
  }

  /** Tests are left out unless a filter asks for them (`filter.isTest`). */
  export(query: ExportQuery, log = LOG) {
    return this.exporter.list(
      log === LOG ? 'campaign-log' : 'campaign-log-archive',
      this.recordsIn(log),
      { ...query, filter: { isTest: 'false', ...this.filterOf(query.filter) } },
      {
        columns: [...Object.keys(LOG_RECORDS.columns), 'targetName'],
        more: (rows) => this.describe(rows),
      },
    );
  }

  /** @throws NotFound */
  async view(id: string): Promise<CampaignLogView> {
    const key = this.signer.readLogRecordId(id);
    for (const log of key === undefined ? [] : LOG_AND_ARCHIVE) {
      const rows = await this.collections.byIds(this.recordsIn(log), [String(key)]);
      const [view] = await this.describe(rows);
      if (view) return view;
    }
    throw new NotFound(LOG_RECORDS.noun, id);
  }

  private async describe(rows: Row[]): Promise<CampaignLogView[]> {
    const records = await this.sources.load(rows);
    return rows.map((row) => ({
      ...row,
      id: this.signer.logRecordId(Number(row.id)),
      queueItemId: row.queueItemId === null ? null : this.signer.itemId(row.queueItemId),
      object: row.objectType === null ? null : { type: row.objectType, id: row.objectId },
      targetName: records.get(targetKey(row.targetType, row.targetId))?.name ?? null,
    }));
  }
}
