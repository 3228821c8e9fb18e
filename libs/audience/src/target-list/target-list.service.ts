import { Injectable } from '@nestjs/common';
import {
  Clock,
  Database,
  EntityStore,
  EventBus,
  InvalidInput,
  Collections,
  type CollectionQuery,
  type CollectionSpec,
  NotFound,
  boolean,
  date,
  number,
  text,
  searchSql,
  type SqlCondition,
  Usage,
} from '@facteur/platform';
import { targetTypeColumn } from '../record-source/target-type-column.js';
import type { RecordSource } from '../record-source/record-source.js';
import { RecordSourceRegistry, targetKey } from '../record-source/record-source-registry.js';
import { MemberRepository, type Target } from './member.repository.js';
import {
  type CreateTargetListDto,
  MembersAddedView,
  type MembersDto,
  type UpdateTargetListDto,
} from './target-list.dto.js';
import { TargetList } from './target-list.entity.js';
import { TargetListOptedIn, TargetListOptedOut } from './target-list.events.js';

export const TARGET_LIST_SPEC: CollectionSpec = {
  noun: 'target list',
  from: 'target_list t',
  columns: {
    id: text('t.public_id'),
    name: text('t.name'),
    category: text('t.category'),
    description: text('t.description'),
    entryCount: number('t.entry_count'),
    optedOutCount: number('t.opted_out_count'),
    sourceCampaignId: text('t.source_campaign_id'),
    createdAt: date('t.created_at'),
    modifiedAt: date('t.modified_at'),
  },
  search: ['name', 'category'],
  sortBy: 'createdAt:DESC',
  tieBreak: 't.id',
  key: 't.id',
};

export const MEMBER_SPEC: CollectionSpec = {
  noun: 'member',
  from: 'target_list_member m',
  where: 'm.listed = 1',
  columns: {
    id: number('m.id'),
    targetType: targetTypeColumn('m.target_type'),
    targetId: text('m.target_id'),
    optedOut: boolean('m.opted_out'),
    addedBy: text('m.added_by'),
    optedOutAt: date('m.opted_out_at'),
    createdAt: date('m.created_at'),
  },
  search: ['targetId'],
  sortBy: 'createdAt:ASC',
  tieBreak: 'm.id',
  key: 'm.id',
};

/** Target lists and who is in them. */
@Injectable()
export class TargetListService {
  readonly store: EntityStore<TargetList>;

  constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly collections: Collections,
    private readonly events: EventBus,
    private readonly members: MemberRepository,
    private readonly sources: RecordSourceRegistry,
    private readonly usage: Usage,
  ) {
    this.store = new EntityStore(database, clock, TargetList, 'target list');
  }

  list(query: CollectionQuery) {
    return this.collections.page(TARGET_LIST_SPEC, query);
  }

  view(id: string) {
    return this.collections.one(TARGET_LIST_SPEC, id);
  }

  async create(dto: CreateTargetListDto, sourceCampaignId: string | null = null) {
    const list = await this.store.create({ ...dto, sourceCampaignId });
    return this.view(list.publicId);
  }

  async update(id: string, dto: UpdateTargetListDto) {
    const list = await this.store.get(id);
    await this.store.update(list.id, { ...dto });
    return this.view(id);
  }

  /** @throws InUse naming the campaigns and mailings that send to it or exclude it. */
  async remove(id: string): Promise<void> {
    await this.database.transaction(async () => {
      const list = await this.store.get(id);
      await this.usage.refuseWhileUsed('target list', list);
      await this.store.remove(list.id);
    });
  }

  /** A copy with the same listed, not opted-out members. */
  async duplicate(id: string, name: string | undefined) {
    const copy = await this.database.transaction(async () => {
      const list = await this.store.get(id);
      const { category, description } = list;
      const made = await this.store.create({ name: name ?? `${list.name} (copy)`, category, description });
      await this.members.copy(list.id, made.id);
      return made;
    });
    return this.view(copy.publicId);
  }

  /** Members with the names of their records; one query a record type. */
  async listMembers(id: string, query: CollectionQuery) {
    const list = await this.store.get(id);
    const page = await this.collections.page(MEMBER_SPEC, query, { sql: 'm.list_id = ?', values: [list.id] });
    const targets = page.data.map((row) => ({
      targetType: String(row['targetType']),
      targetId: String(row['targetId']),
    }));
    const records = await this.sources.load(targets);
    const addresses = await this.members.primaryAddresses(this.sources.all(), targets);
    const data = page.data.map(({ id: _key, ...row }, index) => ({
      ...row,
      address: addresses.get(targetKey(targets[index]!.targetType, targets[index]!.targetId)) ?? null,
      name: records.get(targetKey(targets[index]!.targetType, targets[index]!.targetId))?.name ?? null,
    }));
    return { ...page, data };
  }

  /** The lists that a record is on, or opted out of, newest first. @throws NotFound */
  async listsOf(target: Target) {
    const source = this.sources.get(target.targetType);
    if (!(await source.load([target.targetId])).has(target.targetId))
      throw new NotFound(source.targetType, target.targetId);
    return { data: await this.members.listsOf(target) };
  }

  /** @throws InvalidInput naming the records that there are none of; then nobody is added. */
  async addMembers(id: string, dto: MembersDto, addedBy = 'manual'): Promise<MembersAddedView> {
    const { source, condition } = this.selection(dto);
    return this.database.transaction(async () => {
      const list = await this.store.get(id);
      const matched = await this.matching(source, condition, dto.targetIds);
      const added = await this.members.addMatching(list.id, source, condition, addedBy);
      return { added, alreadyIn: matched - added, notPermitted: 0 };
    });
  }

  async removeMembers(id: string, dto: MembersDto): Promise<{ removed: number }> {
    const { source, condition } = this.selection(dto);
    const list = await this.store.get(id);
    const removed = dto.targetIds
      ? await this.members.removeNamed(list.id, source.targetType, dto.targetIds)
      : await this.members.removeMatching(list.id, source, condition);
    return { removed };
  }

  /** Opts one out or in by hand; who is not on the list becomes an opted-out member. @throws NotFound */
  async setOptedOut(id: string, target: Target, optedOut: boolean) {
    const list = await this.store.get(id);
    const source = this.sources.get(target.targetType);
    await this.database.transaction(async () => {
      const [membership] = await this.members.membershipsOf([list.id], target);
      if (!membership) {
        if (!optedOut) throw new NotFound(`${target.targetType} in this target list`, target.targetId);
        if (!(await source.load([target.targetId])).has(target.targetId))
          throw new NotFound(target.targetType, target.targetId);
        // Keeps somebody off a list who may be added to it later.
        const sql = `${source.list.columns['id']!.sql} = ?`;
        await this.members.addMatching(list.id, source, { sql, values: [target.targetId] }, 'opt-out');
      }
      await this.optOut([list.id], target, optedOut);
    });
    return { ...target, optedOut };
  }

  /**
   * Opts a target out of (or in to) all of these lists that it is in, and tells those who listen.
   *
   * @returns the lists where that changed anything.
   */
  async optOut(listIds: number[], target: Target, optedOut: boolean): Promise<number[]> {
    const changed = await this.members.setOptedOut(listIds, target, optedOut);
    if (changed.length) {
      const Event = optedOut ? TargetListOptedOut : TargetListOptedIn;
      await this.events.publish(new Event(changed, target.targetType, target.targetId));
    }
    return changed;
  }

  private selection(dto: MembersDto): { source: RecordSource; condition: SqlCondition } {
    const source = this.sources.get(dto.targetType);
    if ((dto.targetIds === undefined) === (dto.filter === undefined && !dto.all))
      throw InvalidInput.of('targetIds', 'give either targetIds, or filter (or all)');
    if (dto.targetIds)
      return { source, condition: searchSql(source.list, { filter: { id: dto.targetIds } }) };
    const { search, ...filter } = dto.filter ?? {};
    if (search !== undefined && typeof search !== 'string')
      throw InvalidInput.of('filter.search', 'must be a text');
    const conditions = Object.keys(filter).length + (search?.trim() ? 1 : 0);
    // A filter that lost its conditions on the way must not mean everybody.
    if (!conditions && !dto.all)
      throw InvalidInput.of('filter', 'has no condition; say "all": true for every record of the type');
    if (conditions && dto.all) throw InvalidInput.of('all', 'and conditions of a filter exclude one another');
    return { source, condition: searchSql(source.list, { search, filter }) };
  }

  private async matching(
    source: RecordSource,
    condition: SqlCondition,
    named: string[] | undefined,
  ): Promise<number> {
    if (named) {
      const rows = await this.database.query<{ id: string }>(
        `SELECT ${source.list.columns['id']!.sql} AS id FROM ${source.list.from} WHERE ${condition.sql}`,
        condition.values,
      );
      const found = new Set(rows.map((row) => String(row.id)));
      const missing = named.filter((one) => !found.has(one));
      if (missing.length) {
        throw InvalidInput.of(
          'targetIds',
          `there is no ${source.targetType} with the id ${missing.slice(0, 10).join(', ')}`,
        );
      }
    }
    const [counted] = await this.database.query<{ total: number }>(
      `SELECT COUNT(*) AS total FROM ${source.list.from} WHERE ${condition.sql}`,
      condition.values,
    );
    return Number(counted!.total);
  }

  /** The lists' keys for a request's field, checked to exist. */
  async keysOf(field: string, publicIds: string[]): Promise<number[]> {
    return (await this.store.referred(field, publicIds)).map((list) => list.id);
  }
}
