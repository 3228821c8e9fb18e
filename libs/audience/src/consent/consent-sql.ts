import { collection, date, nullable, oneOf, type SqlCondition, text } from '@facteur/platform';
import { CONSENT_ACTIONS, CONSENT_METHODS } from './consent.js';

/** List of what concerns no list in particular, or all of them. */
export const NO_LIST = 0;

export const CONSENT_RECORDS = collection({
  noun: 'consent record',
  from: `{consent_record} c
    LEFT JOIN {consent_origin} o ON o.id = c.origin_id
    LEFT JOIN {consent_words} w ON w.hash = o.words_hash
    LEFT JOIN {target_list} t ON t.id = c.list_id`,
  columns: {
    occurredAt: date('c.occurred_at', 'When it happened; for what came by a file, as the file says'),
    recordedAt: date('c.recorded_at', 'When it was written down'),
    action: oneOf(CONSENT_ACTIONS, 'c.action'),
    targetListId: nullable(text('t.public_id', 'Null: no list in particular, all, or one that is gone')),
    targetListName: nullable(text('t.name')),
    targetType: nullable(text('c.target_type')),
    targetId: nullable(text('c.target_id')),
    channel: nullable(text('c.channel')),
    address: nullable(text('c.address', 'Null where it was about the record, whatever its address')),
    method: oneOf(CONSENT_METHODS, 'o.method'),
    name: nullable(text('o.name', 'Of the form, the file, or where it is said to be from')),
    actor: nullable(text('o.actor', 'Who did it, where it was not the person themselves')),
    page: nullable(text('o.page', 'Where it was')),
    words: nullable(text('w.words', 'What was agreed to, as it was read')),
  },
  search: ['address', 'targetId'],
  sortBy: 'occurredAt:DESC',
  tieBreak: 'c.id DESC',
  key: 'c.id',
});

/** Of one list, among {@link CONSENT_RECORDS}. */
export const consentsOf = (listId: number): SqlCondition => ({ sql: 'c.list_id = ?', values: [listId] });

/** What of a consent must be known to ask whether it stands; all SQL. */
export interface ConsentQuestion {
  /** Of the list. */
  listId: string;
  channel: string;
  addressKey: string;
  /** What the list asks for: `'Given'` or `'Confirmed'`. */
  needed: string;
}

/**
 * That an address has agreed to a list, and has not withdrawn since. Who withdrew from everything withdrew from the list,
 * until the address's owner took that back. By ix_consent_address.
 */
export const consentStands = ({ listId, channel, addressKey, needed }: ConsentQuestion): string => `EXISTS (
  SELECT 1
  FROM {consent_record} c
  WHERE c.address_key = ${addressKey}
    AND c.list_id = ${listId}
    AND c.channel = ${channel}
    AND (c.action = 'Confirmed' OR (c.action = 'Given' AND ${needed} = 'Given'))
    AND ${notWithdrawnSince('c', listId)})`;

/** That the consent `alias` to a list was not withdrawn after it was given, by its address or by its record. */
export const notWithdrawnSince = (alias: string, listId: string): string => `NOT EXISTS (
  SELECT 1
  FROM {consent_record} x
  WHERE x.address_key = ${alias}.address_key
    AND x.channel = ${alias}.channel
    AND x.list_id IN (${NO_LIST}, ${listId})
    AND x.action = 'Withdrawn'
    AND ${notBefore('x', alias)}
    AND NOT ${takenBack('x')})
  AND NOT EXISTS (
    SELECT 1
    FROM {consent_record} v
    WHERE v.target_type = ${alias}.target_type
      AND v.target_id = ${alias}.target_id
      AND v.address_key IS NULL
      AND v.list_id = ${listId}
      AND v.action = 'Withdrawn'
      AND ${notBefore('v', alias)})`;

/** That a withdrawal from everything was taken back by the owner of its address, or the report that had said so was undone. */
const takenBack = (alias: string) => `(${alias}.list_id = ${NO_LIST} AND EXISTS (
  SELECT 1
  FROM {consent_record} r
  WHERE r.address_key = ${alias}.address_key
    AND r.channel = ${alias}.channel
    AND r.list_id = ${NO_LIST}
    AND (r.action = 'Confirmed'
      OR (r.action = 'Undone' AND ${alias}.origin_id IN (
        SELECT g.id
        FROM {consent_origin} g
        WHERE g.method = 'report')))
    AND ${later('r', alias)}))`;

/** Of an address, that its owner withdrew from a list or from everything, and has not agreed again since. */
export const hasWithdrawn = ({
  listId,
  channel,
  addressKey,
}: Omit<ConsentQuestion, 'needed'>): string => `EXISTS (
  SELECT 1
  FROM {consent_record} x
  WHERE x.address_key = ${addressKey}
    AND x.channel = ${channel}
    AND x.list_id IN (${NO_LIST}, ${listId})
    AND x.action = 'Withdrawn'
    AND NOT ${takenBack('x')}
    AND NOT EXISTS (
      SELECT 1
      FROM {consent_record} r
      WHERE r.address_key = x.address_key
        AND r.channel = x.channel
        AND r.list_id = x.list_id
        AND r.action = 'Confirmed'
        AND ${later('r', 'x')}))`;

/** What happened at one moment happened in the order in which it was written. */
function later(one: string, other: string): string {
  return `(${one}.occurred_at > ${other}.occurred_at
    OR (${one}.occurred_at = ${other}.occurred_at AND ${one}.id > ${other}.id))`;
}

/** The same; but what is only said to have been at a moment (a day, in most files) was before what withdraws it then. */
function notBefore(withdrawal: string, consent: string): string {
  return `(${later(withdrawal, consent)}
    OR (${withdrawal}.occurred_at = ${consent}.occurred_at AND ${consent}.recorded_at <> ${consent}.occurred_at))`;
}
