import { Injectable, type StreamableFile } from '@nestjs/common';
import {
  type CollectionQuery,
  Collections,
  Exporter,
  type ExportQuery,
  NotFound,
  type Page,
  parameters,
  type SqlCondition,
} from '@facteur/platform';
import { AddressFormats, type NormalisedAddress } from '../address/address-format.js';
import { RecordRepository } from '../record-source/record.repository.js';
import { RecordSourceRegistry } from '../record-source/record-source-registry.js';
import type { Target } from '../record-source/target-key.js';
import { TargetListService } from '../target-list/target-list.service.js';
import { ConsentRepository, type StandingConsent } from './consent.repository.js';
import { CONSENT_RECORDS, consentsOf } from './consent-sql.js';
import type { ConsentOfListView, ConsentRecordView } from './consent.view.js';

/** More than one record has of it in a lifetime. */
const MOST_HISTORY = 1_000;

/** Reads how people came to lists, and what stands of it. */
@Injectable()
export class ConsentService {
  constructor(
    private readonly collections: Collections,
    private readonly exporter: Exporter,
    private readonly lists: TargetListService,
    private readonly sources: RecordSourceRegistry,
    private readonly records: RecordRepository,
    private readonly formats: AddressFormats,
    private readonly repository: ConsentRepository,
  ) {}

  /** @throws NotFound */
  async ofList(id: string, query: CollectionQuery): Promise<Page<ConsentRecordView>> {
    const list = await this.lists.store.get(id);
    return this.collections.page(CONSENT_RECORDS, query, consentsOf(list.id));
  }

  /** @throws NotFound */
  async exportOfList(id: string, query: ExportQuery): Promise<StreamableFile> {
    const list = await this.lists.store.get(id);
    return this.exporter.list(`consents-of-${list.name}`, CONSENT_RECORDS, query, {
      extra: consentsOf(list.id),
    });
  }

  /** List by list, what a record has agreed to and how; what concerns no list in particular last. @throws NotFound */
  async ofRecord(target: Target): Promise<{ data: ConsentOfListView[] }> {
    const source = this.sources.get(target.targetType);
    if (!(await source.load([target.targetId])).has(target.targetId))
      throw new NotFound(target.targetType, target.targetId);
    const { channel, address, keys } = await this.addressesOf(target);
    const history = await this.collections.page(
      CONSENT_RECORDS,
      { page: 1, limit: MOST_HISTORY, sortBy: [], path: '' },
      about(target, keys),
    );
    const standing = await this.repository.standing(
      ...([target.targetType, target.targetId, channel, address?.key ?? ''] as const),
    );
    const told: StandingConsent[] = standing;
    const of = (listId: string | null) => history.data.filter((one) => one.targetListId === listId);
    const elsewhere = of(null);
    return {
      data: [
        ...told.map((list) => ({ ...list, history: of(list.targetListId) })),
        ...(elsewhere.length
          ? [
              {
                ...{ targetListId: null, targetListName: null, needed: null, standing: null },
                history: elsewhere,
              },
            ]
          : []),
      ],
    };
  }

  /** What the record is written to at, on the first channel on which it has an address, and all keys that it has. */
  private async addressesOf(
    target: Target,
  ): Promise<{ channel: string; address: NormalisedAddress | undefined; keys: string[] }> {
    const source = this.sources.get(target.targetType);
    let first: { channel: string; address: NormalisedAddress } | undefined;
    const keys: string[] = [];
    for (const channel of this.formats.channels()) {
      const primary = await this.records.primaryOn(source, channel, [target.targetId]);
      const address = primary.get(target.targetId);
      if (address) first ??= { channel, address };
      keys.push(...(await this.records.addressKeysOf(source, channel, target.targetId)));
    }
    return { channel: first?.channel ?? '', address: first?.address, keys };
  }
}

/** What is about a record, or about an address that it has. */
const about = ({ targetType, targetId }: Target, keys: string[]): SqlCondition => ({
  sql: keys.length
    ? `((c.target_type = ? AND c.target_id = ?) OR c.address_key IN (${parameters(keys.length)}))`
    : '(c.target_type = ? AND c.target_id = ?)',
  values: [targetType, targetId, ...keys],
});
