import { Injectable } from '@nestjs/common';
import {
  boolean,
  Database,
  date,
  Exporter,
  type ExportQuery,
  json,
  Collections,
  type CollectionQuery,
  type CollectionSpec,
  NotFound,
  number,
  oneOf,
  readDate,
  type Row,
  text,
} from '@facteur/platform';
import { AddressFormats, RecordSourceRegistry, targetKey, targetTypeColumn } from '@facteur/audience';
import { LinkSigner } from '../links/link-signer.js';
import { type BreakdownMove, Counters, slotOf } from '../statistics/counters.js';
import { type Counted, countedNames } from '../statistics/counted-names.js';
import { CampaignLogRepository } from './campaign-log.repository.js';
import { LOG_ACTIONS, type LogEntry } from './log-actions.js';

// The mailing's table belongs to a lib above; only its public id, name and channel are read.
export const LOG_LIST: CollectionSpec = {
  noun: 'campaign log record',
  from: `campaign_log_record l JOIN campaign c ON c.id = l.campaign_id
    LEFT JOIN mailing m ON m.id = l.mailing_id LEFT JOIN tracking_url u ON u.id = l.tracking_url_id`,
  columns: {
    id: number('l.id'),
    campaignId: text('c.public_id'),
    campaignName: text('c.name'),
    massEmailId: text('m.public_id'),
    massEmailName: text('m.name'),
    action: oneOf(LOG_ACTIONS, 'l.action'),
    actionDate: date('l.action_date'),
    targetType: targetTypeColumn('l.target_type'),
    targetId: text('l.target_id'),
    address: text('l.address'),
    addressGroup: text('l.address_group'),
    trackingUrlId: text('u.public_id'),
    trackingUrlName: text('u.name'),
    hits: number('l.hits'),
    queueItemId: number('l.queue_item_id'),
    isTest: boolean('l.is_test'),
    isBot: boolean('l.is_bot'),
    details: json('l.details'),
    objectType: text('l.object_type'),
    objectId: text('l.object_id'),
    hasStoredCopy: boolean('l.stored_copy'),
  },
  search: ['address'],
  sortBy: 'actionDate:DESC',
  tieBreak: 'l.id DESC',
  key: 'l.id',
};

@Injectable()
export class CampaignLog {
  constructor(
    private readonly database: Database,
    private readonly repository: CampaignLogRepository,
    private readonly counters: Counters,
    private readonly collections: Collections,
    private readonly signer: LinkSigner,
    private readonly sources: RecordSourceRegistry,
    private readonly formats: AddressFormats,
    private readonly exporter: Exporter,
  ) {}

  async list(query: CollectionQuery) {
    const page = await this.collections.page(LOG_LIST, { ...query, filter: this.filterOf(query.filter) });
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
  export(query: ExportQuery) {
    return this.exporter.list(
      'campaign-log',
      LOG_LIST,
      { ...query, filter: { isTest: 'false', ...this.filterOf(query.filter) } },
      {
        columns: [...Object.keys(LOG_LIST.columns), 'targetName'],
        more: (rows) => this.describe(rows),
      },
    );
  }

  async view(id: string) {
    const key = this.signer.readLogRecordId(id);
    const [row] = key === undefined ? [] : await this.collections.byIds(LOG_LIST, [key as unknown as string]);
    if (!row) throw new NotFound(LOG_LIST.noun, id);
    return (await this.describe([row]))[0];
  }

  /** Writes events that are known to be new, with a few statements for all; call inside the transaction that makes them true. */
  async append(entries: LogEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await this.repository.appendAll(
      entries,
      entries.map((entry) => this.groupOf(entry)),
    );
    await this.count(entries.map((entry) => ({ entry, counted: countedNames(entry, [], true) })));
  }

  /**
   * Writes one event and moves its counters. What is in the log already (by its dedupe key) is one hit more of
   * the same record. Tests and suspected bots are kept; tests are counted nowhere.
   *
   * @returns whether the event was new.
   */
  async record(entry: LogEntry): Promise<boolean> {
    return this.database.transaction(async () => {
      const hit = entry.action === 'Opened' || entry.action === 'Clicked';
      const earlier = hit ? await this.repository.earlier(entry.queueItemId, entry.action) : [];
      const isNew = await this.repository.append(entry, this.groupOf(entry));
      if (!isNew && (!hit || entry.implied)) return false;
      if (!isNew) await this.repository.hitAgain(entry.dedupeKey!);
      await this.count([{ entry, counted: countedNames(entry, earlier, isNew) }]);
      return isNew;
    });
  }

  /**
   * Makes the one record that an item has of an action what it should be: written when it is missing, changed
   * when the verdict did, taken back when `entry` is undefined. Counters move along. Call with the item locked.
   */
  async settle(dedupeKey: string, entry: LogEntry | undefined): Promise<void> {
    const known = await this.repository.findByKey(dedupeKey);
    if (!known) {
      if (entry) await this.record({ ...entry, dedupeKey });
      return;
    }
    const before: LogEntry = {
      ...known,
      actionDate: readDate(known.actionDate)!,
      queueItemId: null,
      targetId: null,
      address: null,
    };
    const group = known.addressGroup;
    const back = countedNames(before, [], true).map((one) => ({ ...one, by: -one.by }));
    await this.count([{ entry: before, counted: back, group }]);
    if (entry) {
      await this.repository.change(known.id, entry);
      await this.count([{ entry, counted: countedNames(entry, [], true), group }]);
    } else await this.repository.remove(known.id);
  }

  private async count(
    events: { entry: LogEntry; counted: Counted[]; group?: string | null }[],
  ): Promise<void> {
    const all = events.flatMap(({ entry, counted, group = this.groupOf(entry) }) =>
      counted.map((one) => ({ entry, group, ...one })),
    );
    const of = ({ campaignId, mailingId }: LogEntry) => ({ campaignId, mailingId: mailingId ?? 0 });
    await this.counters.move(
      all.flatMap(({ entry, name, by, ofLink, onlyOfLink }) => {
        const link = entry.trackingUrlId ?? 0;
        const whole = { ...of(entry), trackingUrlId: 0, name, by };
        const part = { ...whole, trackingUrlId: link };
        if (onlyOfLink) return [part];
        return ofLink && link ? [whole, part] : [whole];
      }),
    );
    await this.counters.breakDown(
      all.flatMap(({ entry, group, name, by, onlyOfLink }) => {
        if (onlyOfLink) return [];
        const move = (kind: BreakdownMove['kind'], bucket: string): BreakdownMove => ({
          ...of(entry),
          kind,
          bucket,
          name,
          by,
        });
        return [
          move('slot', slotOf(entry.actionDate)),
          ...(group ? [move('group', group)] : []),
          ...(entry.targetType ? [move('type', entry.targetType)] : []),
        ];
      }),
    );
  }

  /** What the channel groups addresses by: for e-mail the provider's domain. */
  private groupOf({ address }: LogEntry): string | null {
    return address === null ? null : this.formats.groupOf(address);
  }

  async describe(rows: Row[]) {
    const targets = rows.map((row) => ({
      targetType: row['targetType'] as string | null,
      targetId: row['targetId'] as string | null,
    }));
    const records = await this.sources.load(targets);
    return rows.map((row, index) => ({
      ...row,
      id: this.signer.logRecordId(Number(row.id)),
      queueItemId: row['queueItemId'] == null ? null : this.signer.itemId(Number(row['queueItemId'])),
      object: row['objectType'] == null ? null : { type: row['objectType'], id: row['objectId'] },
      targetName: records.get(targetKey(targets[index]!.targetType, targets[index]!.targetId))?.name ?? null,
    }));
  }
}
