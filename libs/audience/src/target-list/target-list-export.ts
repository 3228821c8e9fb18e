import { Injectable, type StreamableFile } from '@nestjs/common';
import { Exporter, type ExportQuery } from '@facteur/platform';
import { RecordSourceRegistry } from '../record-source/record-source-registry.js';
import { MEMBERS, membersOf, recordsOn, TARGET_LISTS } from './target-list-sql.js';
import { TargetListService } from './target-list.service.js';

/** Target lists and their members as files. */
@Injectable()
export class TargetListExport {
  constructor(
    private readonly exporter: Exporter,
    private readonly lists: TargetListService,
    private readonly sources: RecordSourceRegistry,
  ) {}

  all(query: ExportQuery): StreamableFile {
    return this.exporter.list('target-lists', TARGET_LISTS, query);
  }

  /** Members of mixed types with their names; those of one type with all fields of their records. */
  async members(id: string, query: ExportQuery): Promise<StreamableFile> {
    const list = await this.lists.store.get(id);
    const { targetType } = query.filter ?? {};
    if (typeof targetType === 'string') return this.records(list.id, list.name, targetType, query);
    return this.exporter.list(list.name, MEMBERS, query, {
      extra: membersOf(list.id),
      columns: [
        'targetType',
        'targetId',
        'name',
        'address',
        'optedOut',
        'optedOutAt',
        'addedBy',
        'createdAt',
      ],
      more: (rows) => this.lists.withRecords(rows),
    });
  }

  private records(listId: number, name: string, targetType: string, query: ExportQuery): StreamableFile {
    const source = this.sources.get(targetType, 'filter.targetType');
    const { targetType: _type, ...filter } = query.filter ?? {};
    return this.exporter.list(
      name,
      source.list,
      { ...query, filter },
      { extra: recordsOn(listId, targetType, source.list) },
    );
  }
}
