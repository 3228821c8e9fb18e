import { type ConsentLevel, consentStands, type RecordSource } from '@facteur/audience';
import { DAY } from '@facteur/platform';

/*
 * Who gets a mailing. THE table: building the queue, the check before sending, the last look before the hand-over, the
 * opt-out page and the answer to "why" all ask it, so that a rule is changed here and nowhere else. In order: the first
 * reason that holds is the one that is told. An address there is none of cannot be excluded, and exclusion outweighs
 * opting out.
 */

/**
 * When a queue is built, of a listed member `m` of one of the mailing's lists, its primary address `a` on the channel
 * and that address's status `s`; the last two may be missing.
 */
export interface AtBuilding {
  mailingId: number;
  listId: number;
  /** Joins that would find nothing are left out of the statement. `barred_address` is filled before. */
  hasExcluding: boolean;
  hasOptedOut: boolean;
  channel: string;
  now: Date;
  /** Days between two letters for those of the list who want them less often; undefined where nobody does. */
  lessOftenDays: number | undefined;
  /** What the list asks for before mail goes out through it; null: nothing. */
  consentNeeded: ConsentLevel | null;
}

/** At the last look, of the row `queue_item`. */
export interface AtHandOver {
  channel: string;
  /** All types of records, since an address may sit on records of several. */
  sources: readonly RecordSource[];
  now: Date;
  informational: boolean;
  /** Whether some list of the mailing asks for proof of consent. */
  consentNeeded: boolean;
}

export interface Condition {
  sql: string;
  /** What it needs to be joined. */
  join?: string;
}

export interface RecipientRule {
  /** Stays the same, for programs. */
  readonly reason: string;
  /** Completes "Ada Lovelace …", for people. */
  readonly words: string;
  /** Somebody's own wish: mail that only informs passes over it, and the opt-out page shows and changes it. */
  readonly ownWish?: true;
  /** Members `xm` who bar whatever shares an address with them: all their addresses are in `barred_address` before. */
  bars?(scope: Barred): Pick<Condition, 'sql'>;
  atBuilding?(scope: AtBuilding): Condition | undefined;
  /** A condition over the address's status `s`, or one over `queue_item`. */
  readonly atHandOver?: { status(scope: AtHandOver): string } | ((scope: AtHandOver) => string | undefined);
  /** Why it is not asked while the queue is built. */
  readonly notAtBuilding?: string;
  /** Why it is not asked in the statement of the last look. */
  readonly notAtHandOver?: string;
}

/** Where addresses are barred: from one list of a mailing, or from all. */
export interface Barred {
  mailingId: number;
  listId: number;
}

/** `list_id` of a barred address that no list of the mailing may reach. */
export const EXCLUDED = 0;

/** Letters of every fortnight do not go out at the same minute. */
const HALF_A_DAY = DAY / 2;

/** A moment as both databases compare it; to the minute, so that statements stay the same from batch to batch. */
const moment = (at: Date) => `'${at.toISOString().slice(0, 16).replace('T', ' ')}:00.000'`;

const barred = (alias: string, { mailingId, listId }: Barred) =>
  `LEFT JOIN {barred_address} ${alias}
     ON ${alias}.mailing_id = ${Number(mailingId)}
     AND ${alias}.list_id = ${Number(listId)}
     AND ${alias}.address_key = a.address_key`;

const RULES = [
  {
    reason: 'no-address',
    words: 'has no address for this channel',
    atBuilding: () => ({ sql: 'a.address_key IS NULL' }),
    notAtHandOver:
      'Claimed items follow their record to its address of now (ready-items.ts), which finds this.',
  },
  {
    reason: 'erased',
    words: 'was erased at their own wish',
    atBuilding: () => ({ sql: `a.address_key LIKE 'erased:%'` }),
    notAtHandOver: 'Erasing somebody takes them out of open queues itself.',
  },
  {
    // Whoever is on such a list has barred their own address by the next rule, whose join is at hand: of all others the
    // lists need not be asked.
    reason: 'excluded',
    words: 'is on an excluding list of the mailing',
    atBuilding: ({ hasExcluding, mailingId }) =>
      hasExcluding
        ? {
            sql: `x.address_key IS NOT NULL AND EXISTS (
              SELECT 1
              FROM {target_list_member} em
              JOIN {mailing_list} el
                ON el.list_id = em.list_id
                AND el.excluding = 1
                AND el.mailing_id = ${Number(mailingId)}
              WHERE em.target_type = m.target_type
                AND em.target_id = m.target_id
                AND em.listed = 1)`,
          }
        : undefined,
    notAtHandOver: 'Lists are taken as they are when the queue is built, excluding lists like the others.',
  },
  {
    reason: 'excluded-address',
    words: 'shares an address with somebody on an excluding list of the mailing',
    bars: ({ mailingId }) => ({
      sql: `xm.listed = 1 AND xm.list_id IN (
          SELECT xl.list_id
          FROM {mailing_list} xl
          WHERE xl.mailing_id = ${Number(mailingId)}
            AND xl.excluding = 1)`,
    }),
    atBuilding: ({ hasExcluding, mailingId }) =>
      hasExcluding
        ? { sql: 'x.address_key IS NOT NULL', join: barred('x', { mailingId, listId: EXCLUDED }) }
        : undefined,
    notAtHandOver: 'As with excluded.',
  },
  {
    reason: 'invalid',
    words: 'has an address to which nothing can be delivered',
    atBuilding: () => ({ sql: 's.invalid = 1' }),
    atHandOver: { status: () => 's.invalid = 1' },
  },
  {
    reason: 'opted-out',
    words: 'opted out of everything',
    ownWish: true,
    atBuilding: () => ({ sql: 's.opted_out = 1' }),
    atHandOver: { status: () => 's.opted_out = 1' },
  },
  {
    // Of a list: by their record, or by any record with their address. Whoever gets it through another list, gets it.
    reason: 'opted-out-of-list',
    words: 'opted out of every list of the mailing that they are on',
    ownWish: true,
    bars: ({ listId }) => ({ sql: `xm.list_id = ${Number(listId)} AND xm.opted_out = 1` }),
    atBuilding: ({ hasOptedOut, mailingId, listId }) =>
      hasOptedOut
        ? {
            sql: '(m.opted_out = 1 OR o.address_key IS NOT NULL)',
            join: barred('o', { mailingId, listId }),
          }
        : { sql: 'm.opted_out = 1' },
    atHandOver: ({ channel, sources }) => {
      const byAddress = optedOutByAddress(channel, sources);
      const left = `(${byRecord('m.opted_out = 1')} OR (${byRecord('m.listed = 1')} AND ${byAddress}))`;
      return `(${onList(left)}
        AND NOT ${onList(`${byRecord('m.listed = 1 AND m.opted_out = 0')} AND NOT ${byAddress}`)})`;
    },
  },
  {
    // Through this list; whoever gets it through another that asks for less, gets it. Mail that only informs needs it too.
    reason: 'no-consent',
    words: 'has not agreed in a way that their lists ask for',
    atBuilding: ({ consentNeeded, listId, channel }) =>
      consentNeeded
        ? {
            sql: `NOT ${consentStands({
              listId: String(Number(listId)),
              channel: `'${channel}'`,
              addressKey: 'a.address_key',
              needed: `'${consentNeeded}'`,
            })}`,
          }
        : undefined,
    // An item may have followed its record to an address that nobody agreed with.
    atHandOver: ({ channel, sources, informational, consentNeeded }) => {
      if (!consentNeeded) return undefined;
      const listed = informational ? 'm.listed = 1' : 'm.listed = 1 AND m.opted_out = 0';
      const left = informational ? '1 = 0' : optedOutByAddress(channel, sources);
      const agreed = `EXISTS (
        SELECT 1
        FROM {target_list} t
        WHERE t.id = l.list_id
          AND (t.consent_needed IS NULL OR ${consentStands({
            ...{ listId: 't.id', channel: '{queue_item}.channel', addressKey: '{queue_item}.address_key' },
            needed: 't.consent_needed',
          })}))`;
      // Who was taken off all of them came by one of them: which, nobody knows any more.
      return `NOT (${onList(`${byRecord(listed)} AND NOT ${left} AND ${agreed}`)}
        OR (NOT ${onList(byRecord('m.listed = 1'))} AND ${onList(agreed)}))`;
    },
  },
  {
    reason: 'paused',
    words: 'asked for a break',
    ownWish: true,
    atBuilding: ({ now }) => ({ sql: `s.paused_until > ${moment(now)}` }),
    atHandOver: { status: ({ now }) => `s.paused_until > ${moment(now)}` },
  },
  {
    reason: 'less-often',
    words: 'wants letters of this list less often, and got one of late',
    ownWish: true,
    atBuilding: ({ channel, now, lessOftenDays, listId }) =>
      lessOftenDays === undefined
        ? undefined
        : {
            sql: `m.less_often = 1 AND EXISTS (
              SELECT 1
              FROM {queue_item} lq
              JOIN {mailing_list} ll
                ON ll.mailing_id = lq.mailing_id
                AND ll.list_id = ${Number(listId)}
                AND ll.excluding = 0
              WHERE lq.address_key = a.address_key
                AND lq.channel = '${channel}'
                AND lq.is_test = 0
                AND (lq.status IN ('Pending', 'Sending')
                  OR lq.sent_at > ${moment(new Date(now.getTime() - lessOftenDays * DAY + HALF_A_DAY))}))`,
          },
    notAtHandOver: 'How long ago the last one was is counted to when the queue is built.',
  },
  {
    reason: 'duplicate-address',
    words: 'shares an address with somebody who gets it: one address, one message',
    notAtBuilding: 'The unique key over mailing and address is what keeps the second one out.',
    notAtHandOver: 'The same key, when an item follows its record to another address (ready-items.ts).',
  },
  {
    reason: 'record-deleted',
    words: 'was deleted after the queue was built',
    notAtBuilding: 'Who is deleted is on no list any more.',
    notAtHandOver: 'Records are loaded before, and a missing one is found then (ready-items.ts).',
  },
  {
    reason: 'cancelled',
    words: 'was still waiting when a person cancelled the mailing',
    notAtBuilding: 'There is nothing to cancel yet.',
    notAtHandOver: 'Cancelling skips what is open itself; the last look asks for the state of the mailing.',
  },
] as const satisfies readonly RecipientRule[];

export type Reason = (typeof RULES)[number]['reason'];

/** Rules by which some members bar their addresses. */
export type BarringReason = Extract<(typeof RULES)[number], { bars: unknown }>['reason'];

export const RECIPIENT_RULES: readonly (RecipientRule & { reason: Reason })[] = RULES;

export const REASONS: readonly Reason[] = RULES.map(({ reason }) => reason);

/** A reason in words; a word that is none of ours (of an error) as it is. */
export function wordsOf(reason: string): string {
  return RECIPIENT_RULES.find((rule) => rule.reason === reason)?.words ?? reason;
}

/** Members `xm` who bar their addresses by a rule. */
export function barringMembers(reason: BarringReason, where: Barred): Pick<Condition, 'sql'> {
  return RECIPIENT_RULES.find((rule) => rule.reason === reason)!.bars!(where);
}

const holdingFor = (informational: boolean) =>
  RECIPIENT_RULES.filter(({ ownWish }) => !(informational && ownWish));

/** NULL for whoever gets the mailing, else the first reason why not; with the joins that it needs. */
export function verdictAtBuilding(
  scope: AtBuilding,
  informational: boolean,
): { verdict: string; joins: string[] } {
  const asked = holdingFor(informational).flatMap((rule) => {
    const condition = rule.atBuilding?.(scope);
    return condition ? [{ reason: rule.reason, ...condition }] : [];
  });
  return {
    verdict: `CASE ${asked.map(({ sql, reason }) => `WHEN ${sql} THEN '${reason}'`).join('\n')} END`,
    joins: asked.flatMap(({ join }) => (join ? [join] : [])),
  };
}

/** Whether some rule bars an item of `queue_item` now. */
export function barredAtHandOver(scope: AtHandOver): string {
  const rules = holdingFor(scope.informational);
  const ofStatus = rules.flatMap(({ atHandOver }) =>
    typeof atHandOver === 'object' ? [atHandOver.status(scope)] : [],
  );
  const others = rules.flatMap(({ atHandOver }) =>
    typeof atHandOver === 'function' ? (atHandOver(scope) ?? []) : [],
  );
  return `(${[statusIs(`(${ofStatus.join(' OR ')})`), ...others].join('\nOR ')})`;
}

/** NULL for an item that may go, else the first reason why not. @param which those that are somebody's own wish alone */
export function verdictAtHandOver(scope: AtHandOver, which: 'all' | 'own wishes' = 'all'): string {
  const asked = holdingFor(scope.informational).flatMap(({ reason, atHandOver, ownWish }) => {
    if (!atHandOver || (which === 'own wishes' && !ownWish)) return [];
    const sql = typeof atHandOver === 'function' ? atHandOver(scope) : statusIs(atHandOver.status(scope));
    return sql ? [`WHEN ${sql} THEN '${reason}'`] : [];
  });
  return `CASE ${asked.join('\n')} END`;
}

const statusIs = (condition: string) => `EXISTS (
  SELECT 1
  FROM {address_status} s
  WHERE s.channel = {queue_item}.channel
    AND s.address_key = {queue_item}.address_key
    AND ${condition})`;

/** That on some target list `l` of the item's mailing something holds. */
const onList = (condition: string) => `EXISTS (
  SELECT 1
  FROM {mailing_list} l
  WHERE l.mailing_id = {queue_item}.mailing_id
    AND l.excluding = 0
    AND ${condition})`;

/** That the item's own record is a member of list `l` in this way. */
const byRecord = (condition: string) => `EXISTS (
  SELECT 1
  FROM {target_list_member} m
  WHERE m.list_id = l.list_id
    AND m.target_type = {queue_item}.target_type
    AND m.target_id = {queue_item}.target_id
    AND ${condition})`;

/** That some record with the item's address opted out of list `l`. */
function optedOutByAddress(channel: string, sources: readonly RecordSource[]): string {
  const parts = sources.flatMap((source) => {
    const addresses = source.addresses(channel);
    if (!addresses) return [];
    return `EXISTS (
      SELECT 1
      FROM (${addresses}) b
      JOIN {target_list_member} o
        ON o.list_id = l.list_id
        AND o.target_type = '${source.targetType}'
        AND o.target_id = b.target_id
        AND o.opted_out = 1
      WHERE b.address_key = {queue_item}.address_key)`;
  });
  return parts.length ? `(${parts.join(' OR ')})` : '1 = 0';
}
