import { Injectable } from '@nestjs/common';
import {
  checkSchedule,
  Clock,
  Database,
  EntityStore,
  Collections,
  type CollectionQuery,
  parameters,
  nextFiring,
  parameterRows,
  type Row,
  Usage,
} from '@facteur/platform';
import { TargetListService } from '../target-list/target-list.service.js';
import type { CreateSegmentDto, UpdateSegmentDto } from './segment.dto.js';
import { Segment, SegmentRun } from './segment.entity.js';
import { CHANGES, RUNS, SEGMENTS } from './segment-lists.js';
import { SegmentFilters } from './segment-filters.js';
import { SegmentSyncRepository } from './segment-sync.repository.js';

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
    private readonly repository: SegmentSyncRepository,
    usage: Usage,
  ) {
    this.store = new EntityStore(database, clock, Segment, 'segment');
    this.runs = new EntityStore(database, clock, SegmentRun, 'run');
    usage.register('target list', ({ id }) => this.usersOf(id));
  }

  async list(query: CollectionQuery) {
    const page = await this.collections.page(SEGMENTS, query);
    return { ...page, data: await this.withLists(page.data) };
  }

  async view(id: string) {
    return (await this.withLists([await this.collections.one(SEGMENTS, id)]))[0]!;
  }

  /** @throws InvalidInput naming the path of what is wrong with the filter. */
  async create({ targetListIds = [], filter, ...dto }: CreateSegmentDto) {
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

  async update(id: string, { targetListIds, filter, ...dto }: UpdateSegmentDto) {
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
  async sync(id: string, trigger: 'manual' | 'schedule' = 'manual'): Promise<Row> {
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
      const totals = await this.repository.sync(segment.id, run.id, source, condition, {
        listIds: await this.listKeys(segment.id),
        remove: segment.syncMode === 'Add and Remove',
      });
      await this.runs.update(run.id, { ...totals, status: 'Success', finishedAt: this.clock.now() });
      await this.store.update(segment.id, { lastCount: totals.matched });
    } catch (error) {
      const { message } = error as Error;
      await this.runs.update(run.id, { status: 'Failed', error: message, finishedAt: this.clock.now() });
      throw error;
    }
    return this.collections.one(RUNS, run.publicId);
  }

  /** Syncs all Active segments whose time has come; one that fails keeps no other waiting. */
  async syncDue(): Promise<{ synced: number; failed: string[] }> {
    const due = await this.database.query<{ id: string; name: string }>(
      `SELECT public_id AS id, name FROM segment WHERE status = 'Active' AND next_run_at <= ? ORDER BY next_run_at`,
      [this.clock.now()],
    );
    const failed: string[] = [];
    for (const { id, name } of due)
      await this.sync(id, 'schedule').catch((error: Error) => failed.push(`${name}: ${error.message}`));
    return { synced: due.length - failed.length, failed };
  }

  async listRuns(id: string, query: CollectionQuery) {
    const segment = await this.store.get(id);
    return this.collections.page(RUNS, query, { sql: 'r.segment_id = ?', values: [segment.id] });
  }

  /** Who came and who went in one run. */
  async listChanges(id: string, runId: string, query: CollectionQuery) {
    const segment = await this.store.get(id);
    const run = await this.runs.get(runId);
    return this.collections.page(CHANGES, query, {
      sql: 'x.run_id = ? AND ? = ?',
      values: [run.id, run.segmentId, segment.id],
    });
  }

  private nextRun({
    status,
    scheduling,
    timezone,
  }: {
    status: string;
    scheduling?: string | null;
    timezone: string;
  }) {
    if (!scheduling) return null;
    checkSchedule(scheduling, timezone, this.clock.now());
    return status === 'Active' ? nextFiring(scheduling, timezone, this.clock.now()) : null;
  }

  private async feed(segmentId: number, targetListIds: string[]): Promise<void> {
    const keys = await this.lists.keysOf('targetListIds', targetListIds);
    const known = await this.listKeys(segmentId);
    const gone = known.filter((key) => !keys.includes(key));
    const fresh = keys.filter((key) => !known.includes(key));
    for (const table of gone.length ? ['segment_list', 'segment_member'] : [])
      await this.database.execute(
        `DELETE FROM ${table} WHERE segment_id = ? AND list_id IN (${parameters(gone.length)})`,
        [segmentId, ...gone],
      );
    if (fresh.length)
      await this.database.execute(
        `INSERT INTO segment_list (segment_id, list_id) VALUES ${parameterRows(fresh.length, 2)}`,
        fresh.flatMap((key) => [segmentId, key]),
      );
  }

  private async listKeys(segmentId: number): Promise<number[]> {
    const rows = await this.database.query<{ list_id: number }>(
      'SELECT list_id FROM segment_list WHERE segment_id = ?',
      [segmentId],
    );
    return rows.map((row) => row.list_id);
  }

  private async withLists(rows: Row[]) {
    if (rows.length === 0) return [];
    const links = await this.database.query<{ segment: string; list: string }>(
      `SELECT g.public_id AS segment, t.public_id AS list FROM segment_list x JOIN segment g ON g.id = x.segment_id
       JOIN target_list t ON t.id = x.list_id WHERE g.public_id IN (${parameters(rows.length)}) ORDER BY t.id`,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => ({
      ...row,
      targetListIds: links.filter((link) => link.segment === row.id).map((link) => link.list),
    }));
  }

  private async usersOf(listId: number) {
    const rows = await this.database.query<{ id: string; name: string }>(
      'SELECT g.public_id AS id, g.name FROM segment_list x JOIN segment g ON g.id = x.segment_id WHERE x.list_id = ? LIMIT 20',
      [listId],
    );
    return rows.map((row) => ({ type: 'Segment', ...row }));
  }
}
