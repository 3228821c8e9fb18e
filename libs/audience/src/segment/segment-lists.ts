import { date, json, type CollectionSpec, number, oneOf, text } from '@facteur/platform';
import { targetTypeColumn } from '../record-source/target-type-column.js';
import { SEGMENT_STATUSES, SYNC_MODES } from './segment.entity.js';

/** How segments, their runs and the changes of a run are read. */
export const SEGMENTS: CollectionSpec = {
  noun: 'segment',
  from: 'segment g',
  columns: {
    id: text('g.public_id'),
    name: text('g.name'),
    description: text('g.description'),
    targetType: targetTypeColumn('g.target_type'),
    filter: json('g.filter'),
    syncMode: oneOf(SYNC_MODES, 'g.sync_mode'),
    status: oneOf(SEGMENT_STATUSES, 'g.status'),
    scheduling: text('g.scheduling'),
    timezone: text('g.timezone'),
    lastCount: number('g.last_count'),
    lastRunAt: date('g.last_run_at'),
    nextRunAt: date('g.next_run_at'),
    createdAt: date('g.created_at'),
    modifiedAt: date('g.modified_at'),
  },
  search: ['name'],
  sortBy: 'name:ASC',
  tieBreak: 'g.id',
};

export const RUNS: CollectionSpec = {
  noun: 'run',
  from: 'segment_run r',
  columns: {
    id: text('r.public_id'),
    trigger: text('r.trigger_kind'),
    status: oneOf(['Running', 'Success', 'Failed'], 'r.status'),
    matched: number('r.matched'),
    added: number('r.added'),
    removed: number('r.removed'),
    error: text('r.error'),
    startedAt: date('r.created_at'),
    finishedAt: date('r.finished_at'),
  },
  search: ['error'],
  sortBy: 'startedAt:DESC',
  tieBreak: 'r.id DESC',
};

export const CHANGES: CollectionSpec = {
  noun: 'change',
  from: 'segment_change x JOIN target_list t ON t.id = x.list_id',
  columns: {
    id: text('x.target_id'),
    change: text('x.change_kind'),
    targetListId: text('t.public_id'),
    targetType: targetTypeColumn('x.target_type'),
    targetId: text('x.target_id'),
  },
  search: ['targetId'],
  sortBy: 'change:ASC',
  tieBreak: 'x.target_id, x.list_id',
};
