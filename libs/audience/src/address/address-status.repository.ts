import { Injectable } from '@nestjs/common';
import { Database, newPublicId, parameterRows, parameters, readDate } from '@facteur/platform';
import type { NormalisedAddress } from './address-format.js';

/** What may change about an address. Absent members stay as they are. */
export interface AddressChange {
  optedOut?: boolean;
  invalid?: boolean;
}

/** What is said of an address at some moment. */
export interface AddressMark extends NormalisedAddress {
  optedOut: boolean;
  invalid: boolean;
  event: string;
  at: Date;
}

/** Who says something of an address: a report that came back, or a person in whatever way. */
export type EventBy = 'report' | 'person';

/** Why an address is marked, in a few words for people, and by whom. */
export interface AddressEvent {
  words: string;
  by: EventBy;
}

/** Characters that the column of the last event takes. */
const MOST_EVENT = 100;

/** What is known of an address. */
export interface KnownStatus {
  optedOut: boolean;
  invalid: boolean;
  pausedUntil: Date | null;
  lastEvent: string | null;
  /** Whose word each is; of no meaning while it is not so. What a person said is theirs, whatever reports add. */
  optedOutBy: EventBy | null;
  invalidBy: EventBy | null;
}

/** Of an address that nothing is known of, nothing stands against it. */
export const NOTHING_KNOWN: KnownStatus = {
  optedOut: false,
  invalid: false,
  pausedUntil: null,
  lastEvent: null,
  optedOutBy: null,
  invalidBy: null,
};

/** Rows of what is known of addresses; one for each address of a channel. */
@Injectable()
export class AddressStatusRepository {
  constructor(private readonly database: Database) {}

  /**
   * Makes rows where there are none, which say nothing as yet, and locks them all until the transaction ends.
   *
   * @param addresses in one order whoever asks, so that two who do cannot wait for one another.
   */
  async ensure(channel: string, addresses: readonly NormalisedAddress[], now: Date): Promise<void> {
    await this.database.execute(
      `INSERT INTO {address_status} (public_id, created_at, modified_at, channel, address, address_key)
       VALUES ${parameterRows(addresses.length, 6)}
       ${this.database.dialect.ignoreDuplicates('address_status', 'channel')}`,
      addresses.flatMap(({ address, key }) => [newPublicId(), now, now, channel, address, key]),
    );
  }

  /** @param change with one member at least */
  async change(
    channel: string,
    keys: readonly string[],
    change: AddressChange,
    event: AddressEvent,
    now: Date,
  ): Promise<void> {
    const columns = [
      ...(change.optedOut == null ? [] : [{ name: 'opted_out', value: change.optedOut }]),
      ...(change.invalid == null ? [] : [{ name: 'invalid', value: change.invalid }]),
    ];
    await this.database.execute(
      `UPDATE {address_status}
       SET ${columns.map(({ name }) => `${name} = ?, ${name}_by = ?`).join(', ')},
         modified_at = ?, last_event = ?, last_event_at = ?
       WHERE channel = ?
         AND address_key IN (${parameters(keys.length)})`,
      [
        ...[...columns.flatMap(({ value }) => [value, event.by]), now],
        ...[event.words.slice(0, MOST_EVENT), now, channel, ...keys],
      ],
    );
  }

  /** What stood already is said once more: a person makes it theirs, a report takes nothing over. */
  async sayAgain(
    channel: string,
    keys: readonly string[],
    change: AddressChange,
    event: AddressEvent,
    now: Date,
  ): Promise<void> {
    const owned = event.by === 'report' ? [] : ownersOf(change);
    await this.database.execute(
      `UPDATE {address_status}
       SET ${owned.map((name) => `${name} = 'person', `).join('')}last_event = ?, last_event_at = ?
       WHERE channel = ?
         AND address_key IN (${parameters(keys.length)})`,
      [event.words.slice(0, MOST_EVENT), now, channel, ...keys],
    );
  }

  /** The row must be there. */
  async pause(channel: string, key: string, until: Date | null, now: Date): Promise<void> {
    await this.database.execute(
      `UPDATE {address_status}
       SET paused_until = ?, modified_at = ?
       WHERE channel = ?
         AND address_key = ?`,
      [until, now, channel, key],
    );
  }

  /** Marks many addresses, each key once, by one statement; says only yes, and takes nothing back. */
  async markAll(channel: string, marks: AddressMark[], now: Date): Promise<void> {
    const { dialect } = this.database;
    const either = (column: string) =>
      `CASE WHEN ${dialect.inserted(column)} = 1 THEN 1 ELSE {address_status}.${column} END`;
    const owner = (column: string) =>
      `CASE WHEN ${dialect.inserted(column)} = 1 THEN 'person' ELSE {address_status}.${column}_by END`;
    const more = (column: string) => `${dialect.inserted(column)} > {address_status}.${column}`;
    const latest = (column: string) =>
      `CASE WHEN (${more('opted_out')} OR ${more('invalid')})
         THEN ${dialect.inserted(column)} ELSE {address_status}.${column} END`;
    await this.database.execute(
      `INSERT INTO {address_status}
         (public_id, created_at, modified_at, channel, address, address_key,
          opted_out, invalid, opted_out_by, invalid_by, last_event, last_event_at)
       VALUES ${parameterRows(marks.length, 12)}
       ${dialect.upsert(['channel', 'address_key'], {
         // The words first: on MySQL later assignments see what earlier ones wrote.
         last_event: latest('last_event'),
         last_event_at: latest('last_event_at'),
         modified_at: latest('modified_at'),
         opted_out_by: owner('opted_out'),
         invalid_by: owner('invalid'),
         opted_out: either('opted_out'),
         invalid: either('invalid'),
       })}`,
      marks.flatMap(({ address, key, optedOut, invalid, event, at }) => [
        newPublicId(),
        now,
        now,
        channel,
        address,
        key,
        optedOut,
        invalid,
        optedOut ? 'person' : null,
        invalid ? 'person' : null,
        event.slice(0, MOST_EVENT),
        at,
      ]),
    );
  }

  /** Soft bounces of invalid addresses from before this moment count no more. */
  async forgetSoftBounces(channel: string, keys: readonly string[], now: Date): Promise<void> {
    await this.database.execute(
      `UPDATE {address_status}
       SET soft_bounce_count = 0, bounces_from = ?
       WHERE channel = ?
         AND address_key IN (${parameters(keys.length)})
         AND invalid = 1`,
      [now, channel, ...keys],
    );
  }

  /** @param counts by key, one at least */
  async setSoftBounceCounts(channel: string, counts: ReadonlyMap<string, number>, now: Date): Promise<void> {
    await this.database.execute(
      `UPDATE {address_status}
       SET soft_bounce_count = CASE address_key ${'WHEN ? THEN ? '.repeat(counts.size)}END, modified_at = ?
       WHERE channel = ?
         AND address_key IN (${parameters(counts.size)})`,
      [...[...counts].flat(), now, channel, ...counts.keys()],
    );
  }

  /** What is known of addresses, by key; of those that are missing nothing is. */
  async statusesOf(channel: string, keys: readonly string[]): Promise<Map<string, KnownStatus>> {
    const rows = await this.database.query<{
      address_key: string;
      opted_out: number;
      invalid: number;
      paused_until: unknown;
      last_event: string | null;
      opted_out_by: EventBy | null;
      invalid_by: EventBy | null;
    }>(
      `SELECT address_key, opted_out, invalid, paused_until, last_event, opted_out_by, invalid_by
       FROM {address_status}
       WHERE channel = ?
         AND address_key IN (${parameters(keys.length)})`,
      [channel, ...keys],
    );
    return new Map(
      rows.map((row) => [
        row.address_key,
        {
          optedOut: Boolean(row.opted_out),
          invalid: Boolean(row.invalid),
          pausedUntil: readDate(row.paused_until) ?? null,
          lastEvent: row.last_event,
          optedOutBy: row.opted_out_by,
          invalidBy: row.invalid_by,
        },
      ]),
    );
  }

  async remove(channel: string, key: string): Promise<void> {
    await this.database.execute(
      `DELETE FROM {address_status}
       WHERE channel = ?
         AND address_key = ?`,
      [channel, key],
    );
  }

  /** All that is kept of somebody who was erased: the bare key, and that it is opted out. */
  async addErased(channel: string, key: string, now: Date): Promise<void> {
    await this.database.execute(
      `INSERT INTO {address_status}
         (public_id, created_at, modified_at, channel, address, address_key,
          opted_out, opted_out_by, last_event, last_event_at)
       VALUES (?, ?, ?, ?, ?, ?, 1, 'person', 'erased', ?)`,
      [newPublicId(), now, now, channel, key, key, now],
    );
  }
}

const ownersOf = ({ optedOut, invalid }: AddressChange) => [
  ...(optedOut ? ['opted_out_by'] : []),
  ...(invalid ? ['invalid_by'] : []),
];
