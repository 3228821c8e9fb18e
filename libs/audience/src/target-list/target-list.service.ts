import { Injectable } from '@nestjs/common';
import {
  Clock,
  type CollectionQuery,
  Collections,
  Database,
  EntityStore,
  EventBus,
  InvalidInput,
  type Made,
  NotFound,
  type Page,
  searchSql,
  type SqlCondition,
  Usage,
} from '@facteur/platform';
import type { Origin, StatedConsent, Wish } from '../consent/consent.js';
import { ConsentLedger } from '../consent/consent-ledger.repository.js';
import { byHand } from '../consent/consent-origin.repository.js';
import { RecordRepository } from '../record-source/record.repository.js';
import type { RecordSource } from '../record-source/record-source.js';
import { RecordSourceRegistry } from '../record-source/record-source-registry.js';
import { type Target, targetKey } from '../record-source/target-key.js';
import { ListOptOutRepository } from './list-opt-out.repository.js';
import { MemberRepository } from './member.repository.js';
import type {
  AddMembersDto,
  ConsentDto,
  CreateTargetListDto,
  MembersDto,
  UpdateTargetListDto,
} from './target-list.dto.js';
import { TargetList } from './target-list.entity.js';
import { TargetListOptedIn, TargetListOptedOut } from './target-list.events.js';
import { TargetListRepository } from './target-list.repository.js';
import { MEMBERS, membersOf, TARGET_LISTS } from './target-list-sql.js';
import type {
  ListOfRecordView,
  MemberOptOutView,
  MembersAddedView,
  MembersRemovedView,
  TargetListMemberView,
  TargetListView,
} from './target-list.view.js';

/** Before that nobody agreed to anything. */
const LONG_AGO = new Date('1900-01-01T00:00:00Z');

/** Target lists and who is in them. */
@Injectable()
export class TargetListService {
  readonly store: EntityStore<TargetList>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly collections: Collections,
    private readonly events: EventBus,
    private readonly repository: TargetListRepository,
    private readonly members: MemberRepository,
    private readonly optOuts: ListOptOutRepository,
    private readonly sources: RecordSourceRegistry,
    private readonly records: RecordRepository,
    private readonly usage: Usage,
    private readonly ledger: ConsentLedger,
  ) {
    this.store = new EntityStore(database, clock, TargetList, 'target list');
  }

  list(query: CollectionQuery): Promise<Page<TargetListView>> {
    return this.collections.page(TARGET_LISTS, query);
  }

  /** @throws NotFound */
  view(id: string): Promise<TargetListView> {
    return this.collections.one(TARGET_LISTS, id);
  }

  /** @param sourceCampaignId public id of the campaign whose log it is made from */
  async create(
    dto: CreateTargetListDto & Partial<Pick<Made, 'madeBy'>>,
    sourceCampaignId: string | null = null,
  ): Promise<TargetListView> {
    const list = await this.store.create({ ...dto, sourceCampaignId });
    return this.view(list.publicId);
  }

  async update(id: string, dto: UpdateTargetListDto): Promise<TargetListView> {
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

  /** A copy with the same listed, not opted-out members, which asks for the same proof; what they agreed to holds for it. */
  async duplicate(id: string, name: string | undefined): Promise<TargetListView> {
    const copy = await this.database.transaction(async () => {
      const list = await this.store.get(id);
      const { category, description, consentNeeded, teamId } = list;
      const made = await this.store.create({
        name: name ?? `${list.name} (copy)`,
        ...{ category, description, consentNeeded, teamId },
      });
      await this.members.copy(list.id, made.id, { method: 'copy', name: list.name });
      return made;
    });
    return this.view(copy.publicId);
  }

  /** Members with the names of their records; one query a record type. */
  async listMembers(id: string, query: CollectionQuery): Promise<Page<TargetListMemberView>> {
    const list = await this.store.get(id);
    const page = await this.collections.page(MEMBERS, query, membersOf(list.id));
    const rows = page.data.map(({ id: _key, ...row }) => row);
    return { ...page, data: await this.withRecords(rows) };
  }

  /** Adds to members what only their records know; null where a record is gone. */
  async withRecords<T extends Target>(
    members: T[],
  ): Promise<(T & { address: string | null; name: string | null })[]> {
    const records = await this.sources.load(members);
    const addresses = await this.records.primaryAddresses(this.sources.all(), members);
    return members.map((member) => {
      const key = targetKey(member.targetType, member.targetId);
      return { ...member, address: addresses.get(key) ?? null, name: records.get(key)?.name ?? null };
    });
  }

  /** The lists that a record is on, or opted out of, newest first. @throws NotFound */
  async listsOf(target: Target): Promise<{ data: ListOfRecordView[] }> {
    const source = this.sources.get(target.targetType);
    if (!(await source.load([target.targetId])).has(target.targetId))
      throw new NotFound(source.targetType, target.targetId);
    return { data: await this.repository.listsOf(target) };
  }

  /** @throws InvalidInput naming the records that there are none of; then nobody is added. */
  async addMembers(id: string, { consent, ...dto }: AddMembersDto): Promise<MembersAddedView> {
    const { source, condition } = this.selection(dto);
    const stated = consent && this.stated(consent);
    return this.database.transaction(async () => {
      const list = await this.store.get(id);
      const matched = await this.matching(source, condition, dto.targetIds);
      const added = await this.members.addMatching(list.id, source, condition, byHand());
      if (stated) await this.ledger.stated(list.id, source, condition, stated);
      return { added, alreadyIn: matched - added, notPermitted: 0 };
    });
  }

  async removeMembers(id: string, dto: MembersDto): Promise<MembersRemovedView> {
    const { source, condition } = this.selection(dto);
    const list = await this.store.get(id);
    const removed = dto.targetIds
      ? await this.members.removeNamed(list.id, source.targetType, dto.targetIds, byHand())
      : await this.members.removeMatching(list.id, source, condition, byHand());
    return { removed };
  }

  /** Opts one out or in by hand; who is not on the list becomes an opted-out member. @throws NotFound */
  async setOptedOut(id: string, target: Target, optedOut: boolean): Promise<MemberOptOutView> {
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
        await this.members.addMatching(
          list.id,
          source,
          { sql, values: [target.targetId] },
          { method: 'opt-out' },
        );
      }
      await this.optOut([list.id], target, optedOut, { origin: byHand() });
    });
    return { ...target, optedOut };
  }

  /**
   * Opts a target out of (or in to) all of these lists that it is in, and tells those who listen.
   *
   * @returns the lists where that changed anything.
   */
  async optOut(listIds: number[], target: Target, optedOut: boolean, wish: Wish): Promise<number[]> {
    const changed = await this.optOuts.set(listIds, target, optedOut);
    const noted = wish.owner ? await this.membershipsAmong(listIds, target) : changed;
    await this.noteWish(noted, target, optedOut, wish);
    if (changed.length) {
      const Event = optedOut ? TargetListOptedOut : TargetListOptedIn;
      const lists = await this.store.publicIdsOf(changed);
      await this.events.publish(new Event(lists, target.targetType, target.targetId));
    }
    return changed;
  }

  private async noteWish(listIds: number[], target: Target, optedOut: boolean, wish: Wish): Promise<void> {
    const { origin, owner } = wish;
    if (!owner) return this.ledger.ofRecord(listIds, target, optedOut ? 'Withdrawn' : 'Taken back', origin);
    if (optedOut) await this.ledger.withdrawn(listIds, owner, target, origin);
    else await this.ledger.confirmed(listIds, owner, target, origin);
  }

  private async membershipsAmong(listIds: number[], target: Target): Promise<number[]> {
    return (await this.members.membershipsOf(listIds, target)).map(({ listId }) => listId);
  }

  /** @throws InvalidInput for what cannot have been yet. */
  private stated({ level, source, at, page, words }: ConsentDto): StatedConsent {
    const now = this.clock.now();
    if (at && at > now) throw InvalidInput.of('consent.at', 'lies in the future');
    if (at && at < LONG_AGO) throw InvalidInput.of('consent.at', 'lies before anybody could have agreed');
    const origin: Origin = byHand({ name: source, page: page ?? null, words: words ?? null });
    return { level: level ?? 'Given', at: at ?? now, origin };
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
      const found = await this.records.idsMatching(source, condition);
      const missing = named.filter((one) => !found.has(one));
      if (missing.length) {
        throw InvalidInput.of(
          'targetIds',
          `there is no ${source.targetType} with the id ${missing.slice(0, 10).join(', ')}`,
        );
      }
    }
    return this.records.countMatching(source, condition);
  }

  /** Public id, name and size of lists, by key. */
  async named(keys: number[]): Promise<Map<number, { id: string; name: string; members: number }>> {
    return this.repository.named(keys);
  }

  /** The lists' keys for a request's field, checked to exist. @throws InvalidInput naming the field */
  async keysOf(field: string, publicIds: string[]): Promise<number[]> {
    return (await this.store.referred(field, publicIds)).map((list) => list.id);
  }
}
