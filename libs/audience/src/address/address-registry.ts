import { Injectable } from '@nestjs/common';
import { Clock, Database, parameters, newPublicId, readDate, parameterRows } from '@facteur/platform';
import type { NormalisedAddress } from './address-format.js';

/** What may change about an address. Absent members stay as they are. */
export interface AddressChange {
  optedOut?: boolean;
  invalid?: boolean;
}

/** Marks addresses as opted out or invalid; every queue, of every list, looks here. */
@Injectable()
export class AddressRegistry {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * @param event why, in a few words, e.g. "opted out by link"; kept with its time.
   * @param options.forgetBounces an address that is made valid again starts its count of soft bounces afresh.
   * @returns whether anything changed.
   */
  async mark(
    channel: string,
    { address, key }: NormalisedAddress,
    change: AddressChange,
    event: string,
    { forgetBounces = true } = {},
  ): Promise<boolean> {
    return this.database.transaction(async () => {
      const { dialect } = this.database;
      const now = this.clock.now();
      await this.database.execute(
        `INSERT INTO address_status (public_id, created_at, modified_at, channel, address, address_key)
         VALUES (?, ?, ?, ?, ?, ?) ${dialect.ignoreDuplicates('address_status', 'channel')}`,
        [newPublicId(), now, now, channel, address, key],
      );
      const columns = [
        ...(change.optedOut == null ? [] : [{ name: 'opted_out', value: change.optedOut }]),
        ...(change.invalid == null ? [] : [{ name: 'invalid', value: change.invalid }]),
      ];
      if (columns.length === 0) return false;
      // Whoever says that the address is good again starts its count of soft bounces afresh.
      if (change.invalid === false && forgetBounces) await this.forgetSoftBounces(channel, key, now);
      const changed = await this.database.execute(
        `UPDATE address_status
         SET ${columns.map(({ name }) => `${name} = ?`).join(', ')}, modified_at = ?, last_event = ?, last_event_at = ?
         WHERE channel = ? AND address_key = ? AND (${columns.map(({ name }) => `${name} <> ?`).join(' OR ')})`,
        [
          ...columns.map(({ value }) => value),
          now,
          event.slice(0, 100),
          now,
          channel,
          key,
          ...columns.map(({ value }) => value),
        ],
      );
      // Said once more for another reason: the latest is what a person should see.
      if (!changed && (change.optedOut || change.invalid))
        await this.database.execute(
          'UPDATE address_status SET last_event = ?, last_event_at = ? WHERE channel = ? AND address_key = ?',
          [event.slice(0, 100), now, channel, key],
        );
      return changed > 0;
    });
  }

  /**
   * Marks many addresses at once, by one statement; says only yes, and takes nothing back.
   *
   * @returns the keys of those that something was known of before.
   */
  async markAll(
    channel: string,
    marked: (NormalisedAddress & { optedOut: boolean; invalid: boolean; event: string; at: Date })[],
  ): Promise<Set<string>> {
    if (marked.length === 0) return new Set();
    const { dialect } = this.database;
    const now = this.clock.now();
    const byKey = new Map(marked.map((one) => [one.key, one]));
    const rows = [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    const known = await this.database.query<{ address_key: string }>(
      `SELECT address_key FROM address_status WHERE channel = ? AND address_key IN (${parameters(rows.length)})`,
      [channel, ...rows.map(({ key }) => key)],
    );
    const either = (column: string) =>
      `CASE WHEN ${dialect.inserted(column)} = 1 THEN 1 ELSE address_status.${column} END`;
    const news = `(${dialect.inserted('opted_out')} > address_status.opted_out OR ${dialect.inserted('invalid')} > address_status.invalid)`;
    const latest = (column: string) =>
      `CASE WHEN ${news} THEN ${dialect.inserted(column)} ELSE address_status.${column} END`;
    await this.database.execute(
      `INSERT INTO address_status (public_id, created_at, modified_at, channel, address, address_key, opted_out, invalid, last_event, last_event_at)
       VALUES ${parameterRows(rows.length, 10)} ${dialect.upsert(['channel', 'address_key'], {
         // The words first: on MySQL later assignments see what earlier ones wrote.
         last_event: latest('last_event'),
         last_event_at: latest('last_event_at'),
         modified_at: latest('modified_at'),
         opted_out: either('opted_out'),
         invalid: either('invalid'),
       })}`,
      rows.flatMap(({ address, key, optedOut, invalid, event, at }) => [
        newPublicId(),
        now,
        now,
        channel,
        address,
        key,
        optedOut,
        invalid,
        event.slice(0, 100),
        at,
      ]),
    );
    return new Set(known.map((row) => row.address_key));
  }

  /** Soft bounces from before this moment count no more. */
  private async forgetSoftBounces(channel: string, key: string, now: Date): Promise<void> {
    await this.database.execute(
      'UPDATE address_status SET soft_bounce_count = 0, bounces_from = ? WHERE channel = ? AND address_key = ? AND invalid = 1',
      [now, channel, key],
    );
  }

  /** From when on bounces count; undefined: all do. */
  async bouncesFrom(channel: string, key: string): Promise<Date | undefined> {
    const [row] = await this.database.query(
      'SELECT bounces_from FROM address_status WHERE channel = ? AND address_key = ?',
      [channel, key],
    );
    return readDate(row?.['bounces_from']) ?? undefined;
  }

  /** Shows how often an address bounced softly; the address must have been marked before. */
  async setSoftBounceCount(channel: string, key: string, count: number): Promise<void> {
    await this.database.execute(
      'UPDATE address_status SET soft_bounce_count = ?, modified_at = ? WHERE channel = ? AND address_key = ?',
      [count, this.clock.now(), channel, key],
    );
  }

  async statusOf(channel: string, key: string) {
    const [row] = await this.database.query<{
      opted_out: number;
      invalid: number;
      last_event: string | null;
    }>('SELECT opted_out, invalid, last_event FROM address_status WHERE channel = ? AND address_key = ?', [
      channel,
      key,
    ]);
    return {
      optedOut: Boolean(row?.opted_out),
      invalid: Boolean(row?.invalid),
      lastEvent: row?.last_event ?? null,
    };
  }
}
