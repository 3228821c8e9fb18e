import { Injectable } from '@nestjs/common';
import { type RecordSource, RecordSourceRegistry } from '@facteur/audience';
import { Database, InvalidInput, parameters, searchSql, type SqlCondition } from '@facteur/platform';
import { CampaignService } from '../campaign/campaign.service.js';
import { TrackingUrlService } from '../tracking-url/tracking-url.service.js';
import { CampaignLog, LOG_LIST } from './campaign-log.service.js';
import type { LogSelectionDto } from './list-from-log.dto.js';

/** A selection with its ids looked up. */
export interface LogSelection {
  dto: LogSelectionDto;
  campaigns: number[];
  mailings: number[];
  urls: number[];
  /** Of the log's list, for what is included. */
  view: SqlCondition | undefined;
  sources: RecordSource[];
}

/** Reads selections of the log and says them in SQL, over the records of one source at a time. */
@Injectable()
export class LogSelections {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignService,
    private readonly urls: TrackingUrlService,
    private readonly log: CampaignLog,
    private readonly sources: RecordSourceRegistry,
  ) {}

  /** @throws InvalidInput naming the field that refers to nothing. */
  async read(dto: LogSelectionDto): Promise<LogSelection> {
    const one = await this.campaigns.store.referredOne('campaignId', dto.campaignId);
    const several = await this.campaigns.store.referred('campaignIds', dto.campaignIds ?? []);
    const urls = await this.urls.store.referred('trackingUrlIds', dto.trackingUrlIds ?? []);
    const filtered = dto.filter !== undefined || dto.search !== undefined;
    return {
      dto,
      campaigns: [...(one ? [one.id] : []), ...several.map(({ id }) => id)],
      mailings: await this.mailingKeys(dto.massEmailIds ?? []),
      urls: urls.map(({ id }) => id),
      view: filtered
        ? searchSql(LOG_LIST, { search: dto.search ?? '', filter: this.log.filterOf(dto.filter) })
        : undefined,
      sources: dto.targetTypes
        ? dto.targetTypes.map((type) => this.sources.get(type, 'targetTypes'))
        : this.sources.all(),
    };
  }

  /** Undefined when nothing is included, so that nobody can match. */
  condition(selection: LogSelection, source: RecordSource): SqlCondition | undefined {
    const { includingActions, excludingActions = [] } = selection.dto;
    const anything = includingActions === undefined && selection.view !== undefined;
    if (!anything && !includingActions?.length) return undefined;
    const own = source.list.where ? `${source.list.where} AND ` : '';
    const having = this.having(selection, source, includingActions ?? [], true);
    // Nothing is asked of the record but its id.
    const from = own || !source.list.base ? {} : { from: source.list.base };
    const including = { ...having, ...from, sql: `${own}${having.sql}` };
    if (excludingActions.length === 0) return including;
    const excluding = this.having(selection, source, excludingActions, false);
    return {
      ...from,
      sql: `${including.sql} AND NOT (${excluding.sql})`,
      values: [...including.values, ...excluding.values],
    };
  }

  private having(
    { dto, campaigns, mailings, urls, view }: LogSelection,
    source: RecordSource,
    actions: string[],
    included: boolean,
  ): SqlCondition {
    const id = source.list.columns['id']!.sql;
    const parts = ['l.target_type = ? AND l.target_id IS NOT NULL AND l.is_test = 0'];
    const values: unknown[] = [source.targetType];
    const among = (column: string, wanted: unknown[]) => {
      if (wanted.length === 0) return;
      parts.push(`${column} IN (${parameters(wanted.length)})`);
      values.push(...wanted);
    };
    among('l.action', actions);
    among('l.campaign_id', campaigns);
    among('l.mailing_id', mailings);
    if (!dto.includeBots) parts.push('l.is_bot = 0');
    if (dto.from) {
      parts.push('l.action_date >= ?');
      values.push(dto.from);
    }
    if (dto.to) {
      parts.push('l.action_date <= ?');
      values.push(dto.to);
    }
    if (included && urls.length) {
      parts.push(`(l.action <> 'Clicked' OR l.tracking_url_id IN (${parameters(urls.length)}))`);
      values.push(...urls);
    }
    if (included && view) {
      parts.push(`(${view.sql})`);
      values.push(...view.values);
    }
    const from = included && view ? LOG_LIST.from : 'campaign_log_record l';
    // Of some campaigns the log's own index is the shorter way, of the whole log that of the record.
    const few = campaigns.length > 0 || mailings.length > 0 || (included && view !== undefined);
    return {
      sql: few
        ? `${id} IN (SELECT l.target_id FROM ${from} WHERE ${parts.join(' AND ')})`
        : `EXISTS (SELECT 1 FROM ${from} WHERE l.target_id = ${id} AND ${parts.join(' AND ')})`,
      values,
    };
  }

  /** Mailings are a room above; only the keys of some are read. */
  private async mailingKeys(ids: string[]): Promise<number[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.query<{ id: number; public_id: string }>(
      `SELECT id, public_id FROM mailing WHERE public_id IN (${parameters(ids.length)})`,
      ids,
    );
    const missing = ids.filter((id) => !rows.some((row) => row.public_id === id));
    if (missing.length)
      throw InvalidInput.of('massEmailIds', `there is no mass e-mail with the id ${missing.join(', ')}`);
    return rows.map((row) => row.id);
  }
}
