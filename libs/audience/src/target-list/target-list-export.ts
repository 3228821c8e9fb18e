import { Injectable } from '@nestjs/common';
import { Exporter, type ExportQuery } from '@facteur/platform';
import { RecordSourceRegistry, targetKey } from '../record-source/record-source-registry.js';
import { MemberRepository } from './member.repository.js';
import { MEMBER_SPEC, TARGET_LIST_SPEC, TargetListService } from './target-list.service.js';

/** Target lists and their members as files. */
@Injectable()
export class TargetListExport {
  constructor(
    private readonly exporter: Exporter,
    private readonly lists: TargetListService,
    private readonly sources: RecordSourceRegistry,
    private readonly memberRows: MemberRepository,
  ) {}

  all(query: ExportQuery) {
    return this.exporter.list('target-lists', TARGET_LIST_SPEC, query);
  }

  /** Members of mixed types with their names; those of one type with all fields of their records. */
  async members(id: string, query: ExportQuery) {
    const list = await this.lists.store.get(id);
    const { targetType } = query.filter ?? {};
    if (typeof targetType === 'string') return this.records(list.id, list.name, targetType, query);
    return this.exporter.list(list.name, MEMBER_SPEC, query, {
      extra: { sql: 'm.list_id = ?', values: [list.id] },
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
      more: async (rows) => {
        const targets = rows.map((row) => ({
          targetType: String(row['targetType']),
          targetId: String(row['targetId']),
        }));
        const records = await this.sources.load(targets);
        const addresses = await this.memberRows.primaryAddresses(this.sources.all(), targets);
        return rows.map((row, index) => ({
          ...row,
          address: addresses.get(targetKey(targets[index]!.targetType, targets[index]!.targetId)) ?? null,
          name: records.get(targetKey(targets[index]!.targetType, targets[index]!.targetId))?.name ?? null,
        }));
      },
    });
  }

  private records(listId: number, name: string, targetType: string, query: ExportQuery) {
    const source = this.sources.get(targetType, 'filter.targetType');
    const { targetType: _type, ...filter } = query.filter ?? {};
    return this.exporter.list(
      name,
      source.list,
      { ...query, filter },
      {
        extra: {
          sql: `EXISTS (SELECT 1 FROM target_list_member xm WHERE xm.list_id = ? AND xm.target_type = ?
          AND xm.target_id = ${source.list.columns['id']!.sql} AND xm.listed = 1)`,
          values: [listId, targetType],
        },
      },
    );
  }
}
