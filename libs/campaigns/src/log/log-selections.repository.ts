import { Injectable } from '@nestjs/common';
import { type RecordSource, RecordSourceRegistry } from '@facteur/audience';
import { Database, InvalidInput, parameters, searchSql, type SqlCondition } from '@facteur/platform';
import { CampaignService } from '../campaign/campaign.service.js';
import { MailingDirectories } from '../mailing-directory.js';
import { TrackingUrlService } from '../tracking-url/tracking-url.service.js';
import { ArchiveHorizon } from './archive-horizon.js';
import { CampaignLogReader } from './campaign-log-reader.js';
import type { LogSelectionDto } from './list-from-log.dto.js';
import { type LogSelection, selectionSql } from './log-selection-sql.js';

/** Reads selections of the log and says them in SQL, over the records of one source at a time. */
@Injectable()
export class LogSelections {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignService,
    private readonly urls: TrackingUrlService,
    private readonly log: CampaignLogReader,
    private readonly directories: MailingDirectories,
    private readonly sources: RecordSourceRegistry,
    private readonly archive: ArchiveHorizon,
  ) {}

  /** @throws InvalidInput naming the field that refers to nothing. */
  async read(dto: LogSelectionDto): Promise<LogSelection> {
    const one = await this.campaigns.store.referredOne('campaignId', dto.campaignId);
    const several = await this.campaigns.store.referred('campaignIds', dto.campaignIds ?? []);
    const urls = await this.urls.store.referred('trackingUrlIds', dto.trackingUrlIds ?? []);
    return {
      dto,
      campaigns: [...(one ? [one.id] : []), ...several.map(({ id }) => id)],
      mailings: await this.mailingKeys('massEmailIds', dto.massEmailIds ?? []),
      urls: urls.map(({ id }) => id),
      horizon: await this.archive.current(),
      view: dto.filter !== undefined || dto.search !== undefined ? this.view(dto) : undefined,
      sources: dto.targetTypes
        ? dto.targetTypes.map((type) => this.sources.get(type, 'targetTypes'))
        : this.sources.all(),
    };
  }

  condition(selection: LogSelection, source: RecordSource): SqlCondition | undefined {
    return selectionSql(selection, source);
  }

  async count(source: RecordSource, condition: SqlCondition): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT COUNT(*) AS total
       FROM ${condition.from ?? source.list.from}
       WHERE ${condition.sql}`,
      condition.values,
    );
    return Number(row!.total);
  }

  /** Keys of mailings, in no order. @throws InvalidInput naming the field, and those that there are none of. */
  async mailingKeys(field: string, ids: string[]): Promise<number[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.query<{ id: number; publicId: string }>(
      `SELECT id, public_id AS "publicId"
       FROM ${this.directories.the.table}
       WHERE public_id IN (${parameters(ids.length)})`,
      ids,
    );
    const missing = ids.filter((id) => !rows.some(({ publicId }) => publicId === id));
    if (missing.length)
      throw InvalidInput.of(field, `there is no mass e-mail with the id ${missing.join(', ')}`);
    return rows.map(({ id }) => id);
  }

  private view({ search = '', filter }: LogSelectionDto): LogSelection['view'] {
    const { sql, values } = searchSql(this.log.recordsIn(), { search, filter: this.log.filterOf(filter) });
    return { sql, values, from: (log) => this.log.recordsIn(log).from };
  }
}
