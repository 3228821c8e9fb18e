import {
  boolean,
  type CollectionSpec,
  collection,
  date,
  nullable,
  number,
  oneOf,
  type SqlCondition,
  text,
} from '@facteur/platform';
import { CONSENT_LEVELS } from '../consent/consent.js';
import { targetTypeColumn } from '../record-source/target-type-column.js';

export const TARGET_LISTS = collection({
  noun: 'target list',
  from: '{target_list} t',
  belongs: { to: 't' },
  columns: {
    id: text('t.public_id'),
    name: text('t.name'),
    category: nullable(text('t.category')),
    description: nullable(text('t.description', 'For those who will use it')),
    publicName: nullable(text('t.public_name', 'What recipients know it by, and may choose it by')),
    publicDescription: nullable(text('t.public_description')),
    lessOftenDays: nullable(
      number('t.less_often_days', 'Days between two letters for whoever wants them less often'),
    ),
    consentNeeded: nullable(
      oneOf(CONSENT_LEVELS, 't.consent_needed', 'What must be proven before mail goes out through it'),
    ),
    entryCount: number('t.entry_count', 'How many are on it, those who opted out among them'),
    optedOutCount: number('t.opted_out_count'),
    sourceCampaignId: nullable(text('t.source_campaign_id', 'The campaign whose log it was made from')),
    teamId: nullable(text('t.team_id', 'The team that it belongs to; null: everybody')),
    createdAt: date('t.created_at'),
    modifiedAt: date('t.modified_at'),
  },
  search: ['name', 'category'],
  sortBy: 'createdAt:DESC',
  tieBreak: 't.id',
  key: 't.id',
});

export const MEMBERS = collection({
  noun: 'member',
  from: '{target_list_member} m',
  where: 'm.listed = 1',
  columns: {
    id: number('m.id'),
    targetType: targetTypeColumn('m.target_type'),
    targetId: text('m.target_id'),
    optedOut: boolean('m.opted_out'),
    addedBy: text('m.added_by', 'manual, import, segment, form, choice, log, copy, combined or opt-out'),
    optedOutAt: nullable(date('m.opted_out_at')),
    createdAt: date('m.created_at'),
  },
  search: ['targetId'],
  sortBy: 'createdAt:ASC',
  tieBreak: 'm.id',
  key: 'm.id',
});

/** Members of one list, among {@link MEMBERS}. */
export const membersOf = (listId: number): SqlCondition => ({ sql: 'm.list_id = ?', values: [listId] });

/** Records of a type that are on one list, among those of the type's own collection. */
export const recordsOn = (listId: number, targetType: string, records: CollectionSpec): SqlCondition => ({
  sql: `EXISTS (
    SELECT 1
    FROM {target_list_member} xm
    WHERE xm.list_id = ?
      AND xm.target_type = ?
      AND xm.target_id = ${records.columns['id']!.sql}
      AND xm.listed = 1)`,
  values: [listId, targetType],
});
