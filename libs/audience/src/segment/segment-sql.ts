import { collection, date, json, nullable, number, oneOf, type SqlCondition, text } from '@facteur/platform';
import { targetTypeColumn } from '../record-source/target-type-column.js';
import type { SegmentFilter } from './filter/segment-filter.js';
import { SegmentFilterView } from './filter/segment-filter.view.js';
import { SEGMENT_RUN_STATUSES, SEGMENT_STATUSES, SYNC_MODES } from './segment.entity.js';

export const SEGMENTS = collection({
  noun: 'segment',
  from: '{segment} g',
  belongs: { to: 'g' },
  columns: {
    id: text('g.public_id'),
    name: text('g.name'),
    description: nullable(text('g.description')),
    targetType: targetTypeColumn('g.target_type'),
    filter: json<SegmentFilter>('g.filter', { type: SegmentFilterView }, 'See GET /segments/schema'),
    syncMode: oneOf(SYNC_MODES, 'g.sync_mode', 'Whether those who match no longer are taken out again'),
    status: oneOf(SEGMENT_STATUSES, 'g.status'),
    scheduling: nullable(text('g.scheduling', 'Cron; by hand alone when null')),
    timezone: text('g.timezone', 'Of the scheduling, e.g. Europe/Paris'),
    lastCount: nullable(number('g.last_count', 'How many matched when it was last synced')),
    lastRunAt: nullable(date('g.last_run_at')),
    nextRunAt: nullable(date('g.next_run_at')),
    teamId: nullable(text('g.team_id', 'The team that it belongs to; null: everybody')),
    createdAt: date('g.created_at'),
    modifiedAt: date('g.modified_at'),
  },
  search: ['name'],
  sortBy: 'name:ASC',
  tieBreak: 'g.id',
});

export const SEGMENT_RUNS = collection({
  noun: 'run',
  from: '{segment_run} r',
  columns: {
    id: text('r.public_id'),
    trigger: text('r.trigger_kind', 'manual or schedule'),
    status: oneOf(SEGMENT_RUN_STATUSES, 'r.status'),
    matched: number('r.matched'),
    added: number('r.added', 'Over all target lists of the segment'),
    removed: number('r.removed', 'Over all target lists of the segment'),
    error: nullable(text('r.error')),
    startedAt: date('r.created_at'),
    finishedAt: nullable(date('r.finished_at')),
  },
  search: ['error'],
  sortBy: 'startedAt:DESC',
  tieBreak: 'r.id DESC',
});

/** Runs of one segment, among {@link SEGMENT_RUNS}. */
export const runsOf = (segmentId: number): SqlCondition => ({
  sql: 'r.segment_id = ?',
  values: [segmentId],
});

export const SEGMENT_CHANGES = collection({
  noun: 'change',
  from: `
    {segment_change} x
    JOIN {target_list} t ON t.id = x.list_id`,
  columns: {
    id: text('x.target_id', 'Of the record, as targetId'),
    change: text('x.change_kind', 'added or removed'),
    targetListId: text('t.public_id'),
    targetType: targetTypeColumn('x.target_type'),
    targetId: text('x.target_id'),
  },
  search: ['targetId'],
  sortBy: 'change:ASC',
  tieBreak: 'x.target_id, x.list_id',
});

/** Changes of one run, among {@link SEGMENT_CHANGES}; none when the run is another segment's. */
export const changesOf = (segmentId: number, run: { id: number; segmentId: number }): SqlCondition => ({
  sql: 'x.run_id = ? AND ? = ?',
  values: [run.id, run.segmentId, segmentId],
});
