import { Injectable } from '@nestjs/common';
import {
  type CollectionQuery,
  Collections,
  type CollectionSpec,
  NotFound,
  type Page,
} from '@facteur/platform';
import { RecordRepository } from './record.repository.js';
import type { RecordSource } from './record-source.js';
import { RecordSourceRegistry } from './record-source-registry.js';
import type { AnyRecordView, RecordTypeView } from './record-type.view.js';
import { targetKey } from './target-key.js';

/** Records of any type, seen by way of their sources: also those that no lib here has an API for. */
@Injectable()
export class RecordService {
  constructor(
    private readonly sources: RecordSourceRegistry,
    private readonly records: RecordRepository,
    private readonly collections: Collections,
  ) {}

  types(): RecordTypeView[] {
    return this.sources.all().map((source) => ({
      type: source.targetType,
      columns: columnsOf(source.list),
      placeholders: source.placeholders,
      isImportable: source.importer !== undefined,
    }));
  }

  /** @throws InvalidInput naming the type */
  async list(type: string, query: CollectionQuery): Promise<Page<AnyRecordView>> {
    const source = this.sources.get(type, 'type');
    const page = await this.collections.page(source.list, query);
    return { ...page, data: await this.shown(source, page.data) };
  }

  /** @throws InvalidInput | NotFound */
  async one(type: string, id: string): Promise<AnyRecordView> {
    const source = this.sources.get(type, 'type');
    const [record] = await this.shown(source, await this.collections.byIds(source.list, [id]));
    if (!record) throw new NotFound(source.targetType, id);
    return record;
  }

  private async shown(source: RecordSource, rows: Record<string, unknown>[]): Promise<AnyRecordView[]> {
    const { targetType } = source;
    const targets = rows.map((row) => ({ targetType, targetId: String(row['id']) }));
    const loaded = await this.sources.load(targets);
    const addresses = await this.records.primaryAddresses([source], targets);
    return rows.map((values) => {
      const id = String(values['id']);
      const key = targetKey(targetType, id);
      return {
        ...{ targetType, id, values },
        name: loaded.get(key)?.name ?? id,
        address: addresses.get(key) ?? null,
      };
    });
  }
}

const columnsOf = (list: CollectionSpec): RecordTypeView['columns'] =>
  Object.entries(list.columns).map(([name, column]) => ({
    name,
    kind: column.kind,
    nullable: column.nullable ?? false,
    filterable: column.filterable !== false && column.kind !== 'json',
    values: column.values ? [...column.values] : null,
    about: column.about ?? null,
  }));
