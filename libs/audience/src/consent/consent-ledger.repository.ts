import { Injectable } from '@nestjs/common';
import { Clock, Database, parameterRows, parameters, readDate, type SqlCondition } from '@facteur/platform';
import { AddressFormats, type NormalisedAddress } from '../address/address-format.js';
import { isOfAny, type RecordSource } from '../record-source/record-source.js';
import { RecordSourceRegistry } from '../record-source/record-source-registry.js';
import type { Target } from '../record-source/target-key.js';
import type { ConsentAction, Origin, StatedConsent, Wish } from './consent.js';
import { ConsentOrigins } from './consent-origin.repository.js';
import { consentStands, hasWithdrawn, NO_LIST, notWithdrawnSince } from './consent-sql.js';

/** One thing that happened, about an address. */
export interface ConsentEntry {
  /** Absent: no list in particular, or all. */
  listId?: number;
  channel: string;
  address: NormalisedAddress;
  target?: Target | undefined;
  action: ConsentAction;
  /** Now when absent. */
  at?: Date;
  /** Or the key of one that is kept already. */
  origin: Origin | number;
}

/** An address, by a way that only its owner has. */
type Owner = NonNullable<Wish['owner']>;

const COLUMNS =
  'recorded_at, occurred_at, list_id, channel, address, address_key, target_type, target_id, action, origin_id';

/**
 * How and when people came to lists and left them: written with what happens, in its transaction, and never changed.
 * What segments do is theirs to keep (`segment_change`): they move whom nobody decided about.
 */
@Injectable()
export class ConsentLedger {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly origins: ConsentOrigins,
    private readonly formats: AddressFormats,
    private readonly sources: RecordSourceRegistry,
  ) {}

  /** Those that the condition matches come to a list now; whoever is on it already does not. Call before they are added. */
  async adding(listId: number, source: RecordSource, condition: SqlCondition, origin: Origin): Promise<void> {
    const id = source.list.columns['id']!.sql;
    const now = this.clock.now();
    await this.database.execute(
      `INSERT INTO {consent_record} (${COLUMNS})
       SELECT ?, ?, ?, NULL, NULL, NULL, ?, ${id}, 'Added', ?
       FROM ${condition.from ?? source.list.from}
       WHERE (${condition.sql})
         AND NOT EXISTS (
           SELECT 1
           FROM {target_list_member} x
           WHERE x.list_id = ?
             AND x.target_type = ?
             AND x.target_id = ${id}
             AND x.listed = 1)`,
      [
        ...[now, now, listId, source.targetType, await this.origins.keyOf(origin)],
        ...[...condition.values, listId, source.targetType],
      ],
    );
  }

  /** Those of a list's members `m` that the condition matches are taken off it now. Call before they are. */
  async removing(listId: number, condition: SqlCondition, origin: Origin): Promise<void> {
    const now = this.clock.now();
    await this.database.execute(
      `INSERT INTO {consent_record} (${COLUMNS})
       SELECT ?, ?, m.list_id, NULL, NULL, NULL, m.target_type, m.target_id, 'Removed', ?
       FROM {target_list_member} m
       WHERE m.list_id = ?
         AND m.listed = 1
         AND ${condition.sql}`,
      [now, now, await this.origins.keyOf(origin), listId, ...condition.values],
    );
  }

  /** All members of a list, or all of one type, have just come to it. */
  async filled(listId: number, origin: Origin, targetType?: string): Promise<void> {
    const now = this.clock.now();
    const [ofType, types] = targetType === undefined ? ['', []] : ['AND m.target_type = ?', [targetType]];
    await this.database.execute(
      `INSERT INTO {consent_record} (${COLUMNS})
       SELECT ?, ?, m.list_id, NULL, NULL, NULL, m.target_type, m.target_id, 'Added', ?
       FROM {target_list_member} m
       WHERE m.list_id = ?
         ${ofType}`,
      [now, now, await this.origins.keyOf(origin), listId, ...types],
    );
  }

  /** What was agreed to for one list holds for its copy, in the same words. */
  async copy(fromListId: number, toListId: number): Promise<void> {
    await this.database.execute(
      `INSERT INTO {consent_record} (${COLUMNS})
       SELECT ?, c.occurred_at, ?, c.channel, c.address, c.address_key, c.target_type, c.target_id, c.action,
              c.origin_id
       FROM {consent_record} c
       WHERE c.list_id = ?
         AND c.action IN ('Given', 'Confirmed')
         AND EXISTS (
           SELECT 1
           FROM {target_list_member} m
           WHERE m.list_id = ?
             AND m.target_type = c.target_type
             AND m.target_id = c.target_id)
         AND ${notWithdrawnSince('c', String(Number(fromListId)))}`,
      [this.clock.now(), toListId, fromListId, toListId],
    );
  }

  /**
   * What a record's owner agreed to by an address holds for another one that they have confirmed: for lists that the record is
   * on, and that the other address has not left.
   */
  async move(
    target: Target,
    channel: string,
    from: string,
    to: NormalisedAddress,
    origin: Origin,
  ): Promise<void> {
    const now = this.clock.now();
    await this.database.execute(
      `INSERT INTO {consent_record} (${COLUMNS})
       SELECT DISTINCT ?, ?, c.list_id, c.channel, ?, ?, ?, ?, c.action, ?
       FROM {consent_record} c
       WHERE c.address_key = ?
         AND c.channel = ?
         AND c.list_id <> ${NO_LIST}
         AND c.action IN ('Given', 'Confirmed')
         AND EXISTS (
           SELECT 1
           FROM {target_list_member} m
           WHERE m.list_id = c.list_id
             AND m.target_type = ?
             AND m.target_id = ?)
         AND NOT ${hasWithdrawn({ listId: 'c.list_id', channel: 'c.channel', addressKey: '?' })}
         AND ${notWithdrawnSince('c', 'c.list_id')}`,
      [
        ...[now, now, to.address, to.key, target.targetType, target.targetId],
        ...[await this.origins.keyOf(origin), from, channel],
        ...[target.targetType, target.targetId, to.key],
      ],
    );
  }

  /** Those that the condition matches have agreed to a list, with their primary addresses, as somebody states. */
  async stated(
    listId: number,
    source: RecordSource,
    condition: SqlCondition,
    { level, at, origin }: StatedConsent,
  ): Promise<void> {
    const originId = await this.origins.keyOf(origin);
    for (const channel of this.formats.channels()) {
      const addresses = source.addresses(channel);
      if (!addresses) continue;
      await this.database.execute(
        `INSERT INTO {consent_record} (${COLUMNS})
         SELECT ?, ?, ?, ?, a.address, a.address_key, ?, a.target_id, ?, ?
         FROM (${addresses}) a
         WHERE a.is_primary = 1
           AND a.target_id IN (
             SELECT ${source.list.columns['id']!.sql}
             FROM ${condition.from ?? source.list.from}
             WHERE ${condition.sql})`,
        [this.clock.now(), at, listId, channel, source.targetType, level, originId, ...condition.values],
      );
    }
  }

  /** A record opts out of lists, or in again: so do its addresses; one without any is written down by itself. */
  async ofRecord(listIds: number[], target: Target, action: ConsentAction, origin: Origin): Promise<void> {
    if (listIds.length === 0) return;
    const source = this.sources.find(target.targetType);
    const originId = await this.origins.keyOf(origin);
    const now = this.clock.now();
    let written = 0;
    for (const channel of this.formats.channels()) {
      const addresses = source?.addresses(channel);
      if (!source || !addresses) continue;
      const which = isOfAny(source, 'a', [target.targetId]);
      written += await this.database.execute(
        `INSERT INTO {consent_record} (${COLUMNS})
         SELECT ?, ?, t.id, ?, a.address, a.address_key, ?, ?, ?, ?
         FROM (${addresses}) a
         JOIN {target_list} t ON t.id IN (${parameters(listIds.length)})
         WHERE ${which.sql}`,
        [
          ...[now, now, channel, target.targetType, target.targetId, action, originId],
          ...[...listIds, ...which.values],
        ],
      );
    }
    if (written) return;
    await this.insert(
      listIds.map((listId) => [
        ...[now, now, listId, null, null, null],
        ...[target.targetType, target.targetId, action, originId],
      ]),
    );
  }

  /** The owner of an address leaves lists; not written once more while nothing has come between. */
  async withdrawn(
    listIds: number[],
    { channel, address }: Owner,
    target: Target,
    origin: Origin,
  ): Promise<void> {
    if (listIds.length === 0) return;
    const now = this.clock.now();
    await this.database.execute(
      `INSERT INTO {consent_record} (${COLUMNS})
       SELECT ?, ?, t.id, ?, ?, ?, ?, ?, 'Withdrawn', ?
       FROM {target_list} t
       WHERE t.id IN (${parameters(listIds.length)})
         AND NOT EXISTS (
           SELECT 1
           FROM {consent_record} x
           WHERE x.address_key = ?
             AND x.channel = ?
             AND x.list_id = t.id
             AND x.action = 'Withdrawn'
             AND NOT EXISTS (
               SELECT 1
               FROM {consent_record} z
               WHERE z.address_key = x.address_key
                 AND z.channel = x.channel
                 AND z.list_id = x.list_id
                 AND z.action IN ('Given', 'Confirmed', 'Taken back')
                 AND z.id > x.id))`,
      [
        ...[now, now, channel, address.address, address.key, target.targetType, target.targetId],
        ...[await this.origins.keyOf(origin), ...listIds, address.key, channel],
      ],
    );
  }

  /** The owner of an address agrees to lists; where that stands already it is not written once more. */
  async confirmed(
    listIds: number[],
    { channel, address }: Owner,
    target: Target,
    origin: Origin,
  ): Promise<void> {
    if (listIds.length === 0) return;
    const now = this.clock.now();
    const stands = consentStands({ listId: 't.id', channel: '?', addressKey: '?', needed: `'Confirmed'` });
    await this.database.execute(
      `INSERT INTO {consent_record} (${COLUMNS})
       SELECT ?, ?, t.id, ?, ?, ?, ?, ?, 'Confirmed', ?
       FROM {target_list} t
       WHERE t.id IN (${parameters(listIds.length)})
         AND NOT ${stands}`,
      [
        ...[now, now, channel, address.address, address.key, target.targetType, target.targetId],
        ...[await this.origins.keyOf(origin), ...listIds, address.key, channel],
      ],
    );
  }

  /** The owner of an address wants nothing of what they ever agreed to but these lists. */
  async withdrawnButFrom(listIds: number[], { channel, address }: Owner, origin: Origin): Promise<void> {
    const now = this.clock.now();
    await this.database.execute(
      `INSERT INTO {consent_record} (${COLUMNS})
       SELECT DISTINCT ?, ?, c.list_id, c.channel, ?, c.address_key, NULL, NULL, 'Withdrawn', ?
       FROM {consent_record} c
       WHERE c.address_key = ?
         AND c.channel = ?
         AND c.list_id NOT IN (${parameters(listIds.length + 1)})
         AND c.action IN ('Given', 'Confirmed')`,
      [
        ...[now, now, address.address, await this.origins.keyOf(origin)],
        ...[address.key, channel, NO_LIST, ...listIds],
      ],
    );
  }

  /** Of these addresses, the keys of those whose owner left a list or everything, and has not agreed again. */
  async withdrawnOf(listId: number, channel: string, keys: string[]): Promise<Set<string>> {
    if (keys.length === 0) return new Set();
    const left = hasWithdrawn({ listId: '?', channel: 'y.channel', addressKey: 'y.address_key' });
    const rows = await this.database.query<{ address_key: string }>(
      `SELECT DISTINCT y.address_key
       FROM {consent_record} y
       WHERE y.channel = ?
         AND y.address_key IN (${parameters(keys.length)})
         AND ${left}`,
      [channel, ...keys, listId],
    );
    return new Set(rows.map((row) => row.address_key));
  }

  /** @param entries some hundred at most */
  async write(entries: ConsentEntry[]): Promise<void> {
    const now = this.clock.now();
    const keys = await this.keysOf(entries.map(({ origin }) => origin));
    await this.insert(
      entries.map(({ listId = NO_LIST, channel, address, target, action, at = now }, index) => [
        ...[now, at, listId, channel, address.address, address.key],
        ...[target?.targetType ?? null, target?.targetId ?? null, action, keys[index]],
      ]),
    );
  }

  /** What is there already, word for word, is not written again: a file may come twice. */
  async writeOnce(channel: string, entries: ConsentEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const keys = await this.keysOf(entries.map(({ origin }) => origin));
    const known = await this.database.query<Record<'list' | 'address' | 'action' | 'origin' | 'at', unknown>>(
      `SELECT list_id AS list, address_key AS address, action, origin_id AS origin, occurred_at AS at
       FROM {consent_record}
       WHERE channel = ?
         AND address_key IN (${parameters(entries.length)})`,
      [channel, ...entries.map(({ address }) => address.key)],
    );
    const sameAs = (...parts: unknown[]) => JSON.stringify(parts);
    const there = new Set(
      known.map((row) => sameAs(row.list, row.address, row.action, row.origin, readDate(row.at))),
    );
    const fresh = entries.flatMap((entry, index) => {
      const { listId = NO_LIST, address, action, at } = entry;
      const same = sameAs(listId, address.key, action, keys[index], at);
      return there.has(same) ? [] : [{ ...entry, origin: keys[index]! }];
    });
    await this.write(fresh);
  }

  private async keysOf(origins: (Origin | number)[]): Promise<number[]> {
    const fresh = await this.origins.keysOf(origins.filter((one): one is Origin => typeof one !== 'number'));
    return origins.map((one) => (typeof one === 'number' ? one : fresh.shift()!));
  }

  private async insert(rows: unknown[][]): Promise<void> {
    if (rows.length === 0) return;
    await this.database.execute(
      `INSERT INTO {consent_record} (${COLUMNS})
       VALUES ${parameterRows(rows.length, 10)}`,
      rows.flat(),
    );
  }
}
