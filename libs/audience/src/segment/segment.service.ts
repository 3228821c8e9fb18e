import { Injectable } from '@nestjs/common';
import {
  checkSchedule,
  Clock,
  type CollectionQuery,
  Collections,
  Database,
  EntityStore,
  nextFiring,
  type Page,
  Usage,
} from '@facteur/platform';
import { TargetListService } from '../target-list/target-list.service.js';
import type { CreateSegmentDto, UpdateSegmentDto } from './segment.dto.js';
import { Segment, SegmentRun } from './segment.entity.js';
import { SegmentFilters } from './segment-filters.js';
import { SegmentRepository } from './segment.repository.js';
import { changesOf, runsOf, SEGMENT_CHANGES, SEGMENT_RUNS, SEGMENTS } from './segment-sql.js';
import { SegmentSyncRepository } from './segment-sync.repository.js';
import type { SegmentChangeView, SegmentRunView, SegmentView } from './segment.view.js';

/** Segments: saved, asked, and synced into target lists. */
@Injectable()
export class SegmentService {
  readonly store: EntityStore<Segment>;
  private readonly runs: EntityStore<SegmentRun>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly collections: Collections,
    private readonly lists: TargetListService,
    private readonly filters: SegmentFilters,
    private readonly repository: SegmentRepository,
    private readonly syncs: SegmentSyncRepository,
    usage: Usage,
  ) {
    this.store = new EntityStore(database, clock, Segment, 'segment');
    this.runs = new EntityStore(database, clock, SegmentRun, 'run');
    usage.register('target list', ({ id }) => this.repository.usersOf(id));
  }

  async list(query: CollectionQuery): Promise<Page<SegmentView>> {
    const page = await this.collections.page(SEGMENTS, query);
    return { ...page, data: await this.withLists(page.data) };
  }

  /** @throws NotFound */
  async view(id: string): Promise<SegmentView> {
    return (await this.withLists([await this.collections.one(SEGMENTS, id)]))[0]!;
  }

  /** @throws InvalidInput naming the path of what is wrong with the filter. */
  async create({ targetListIds = [], filter, ...dto }: CreateSegmentDto): Promise<SegmentView> {
    await this.filters.compile(dto.targetType, filter);
    const values = { syncMode: 'Add Only', status: 'Active', timezone: 'UTC', ...dto };
    const made = await this.database.transaction(async () => {
      const segment = await this.store.create({
        ...values,
        filter: JSON.stringify(filter),
        nextRunAt: this.nextRun(values),
      });
      await this.feed(segment.id, targetListIds);
      return segment;
    });
    return this.view(made.publicId);
  }

  async update(id: string, { targetListIds, filter, ...dto }: UpdateSegmentDto): Promise<SegmentView> {
    await this.database.transaction(async () => {
      const segment = await this.store.get(id);
      if (filter) await this.filters.compile(segment.targetType, filter);
      const values = { ...segment, ...dto };
      await this.store.update(segment.id, {
        ...dto,
        ...(filter ? { filter: JSON.stringify(filter) } : {}),
        nextRunAt: this.nextRun(values),
      });
      if (targetListIds) await this.feed(segment.id, targetListIds);
    });
    return this.view(id);
  }

  /** The lists that it fed keep their members. */
  async remove(id: string): Promise<void> {
    await this.store.remove((await this.store.get(id)).id);
  }

  /** Brings its lists up to date now. @returns the run; a failure is in it and thrown on. */
  async sync(id: string, trigger: 'manual' | 'schedule' = 'manual'): Promise<SegmentRunView> {
    const segment = await this.store.get(id);
    const run = await this.runs.create({
      segmentId: segment.id,
      triggerKind: trigger,
      status: 'Running',
      matched: 0,
      added: 0,
      removed: 0,
    });
    const now = this.clock.now();
    await this.store.update(segment.id, { lastRunAt: now, nextRunAt: this.nextRun(segment) });
    try {
      const { source, condition } = await this.filters.compile(
        segment.targetType,
        JSON.parse(segment.filter),
      );
      const totals = await this.syncs.sync(segment.id, run.id, source, condition, {
        listIds: await this.repository.listKeys(segment.id),
        remove: segment.syncMode === 'Add and Remove',
      });
      await this.runs.update(run.id, { ...totals, status: 'Success', finishedAt: this.clock.now() });
      await this.store.update(segment.id, { lastCount: totals.matched });
    } catch (error) {
      const { message } = error as Error;
      await this.runs.update(run.id, { status: 'Failed', error: message, finishedAt: this.clock.now() });
      throw error;
    }
    return this.collections.one(SEGMENT_RUNS, run.publicId);
  }

  /**
   * Syncs all Active segments whose time has come; one that fails keeps no other waiting.
   *
   * @returns how many were synced, and in words which failed
   */
  async syncDue(): Promise<{ synced: number; failed: string[] }> {
    const due = await this.repository.due(this.clock.now());
    const failed: string[] = [];
    for (const { id, name } of due)
      await this.sync(id, 'schedule').catch((error: Error) => failed.push(`${name}: ${error.message}`));
    return { synced: due.length - failed.length, failed };
  }

  async listRuns(id: string, query: CollectionQuery): Promise<Page<SegmentRunView>> {
    const segment = await this.store.get(id);
    return this.collections.page(SEGMENT_RUNS, query, runsOf(segment.id));
  }

  /** Who came and who went in one run. */
  async listChanges(id: string, runId: string, query: CollectionQuery): Promise<Page<SegmentChangeView>> {
    const segment = await this.store.get(id);
    const run = await this.runs.get(runId);
    return this.collections.page(SEGMENT_CHANGES, query, changesOf(segment.id, run));
  }

  private nextRun({
    status,
    scheduling,
    timezone,
  }: {
    status: string;
    scheduling?: string | null;
    timezone: string;
  }): Date | null {
    if (!scheduling) return null;
    checkSchedule(scheduling, timezone, this.clock.now());
    return status === 'Active' ? nextFiring(scheduling, timezone, this.clock.now()) : null;
  }

  private async feed(segmentId: number, targetListIds: string[]): Promise<void> {
    const keys = await this.lists.keysOf('targetListIds', targetListIds);
    const known = await this.repository.listKeys(segmentId);
    await this.repository.removeLists(
      segmentId,
      known.filter((key) => !keys.includes(key)),
    );
    await this.repository.addLists(
      segmentId,
      keys.filter((key) => !known.includes(key)),
    );
  }

  private async withLists<T extends { id: string }>(rows: T[]): Promise<(T & { targetListIds: string[] })[]> {
    const lists = await this.repository.listsOf(rows.map(({ id }) => id));
    return rows.map((row) => ({ ...row, targetListIds: lists.get(row.id)! }));
  }
}
