import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { AddressFormats, AddressRegistry, type ImportRow, type WrittenRow } from '@facteur/audience';
import { Database, InvalidInput } from '@facteur/platform';
import { KINDS } from '../kinds.js';
import { CrmAddressRepository, type OwnAddress } from './crm-address.repository.js';

/** The field that every kind of record has an e-mail address in. */
const EMAIL = { channel: 'email', field: 'emailAddress' };

/** Records whose addresses are made at a time. */
const PIECE = 1_000;

/**
 * Addresses of the built-in records, by channel. E-mail has a field of its own; the address format of any other channel
 * names the field that its addresses stand in (`recordField`, e.g. `phoneNumber` for SMS), and where a record says
 * something there that the format can read, that is the record's address on the channel.
 */
@Injectable()
export class CrmAddresses implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    private readonly addresses: CrmAddressRepository,
    private readonly formats: AddressFormats,
    private readonly registry: AddressRegistry,
  ) {}

  /** A channel that was installed since: what its field says already becomes addresses, piece by piece. */
  async onApplicationBootstrap(): Promise<void> {
    for (const { channel, field } of this.otherFields())
      for (const kind of KINDS) await this.adopt(kind, channel, field);
  }

  /** Takes over what a request says of a record. @throws InvalidInput naming `emailAddress` */
  async setOf(targetType: string, targetId: string, values: Record<string, unknown>): Promise<void> {
    for (const { channel, field } of [EMAIL, ...this.otherFields()]) {
      const text = values[field];
      if (text === undefined) continue;
      const address = text ? this.formats.normalise(channel, String(text)) : undefined;
      // A telephone number may be anything that a person can read; an e-mail address is nothing else.
      if (text && !address && field === EMAIL.field)
        throw InvalidInput.of(field, 'is not an address that mail can be sent to');
      const own = address ? [{ targetId, ...address }] : [];
      await this.database.transaction(() =>
        this.addresses.replacePrimary(targetType, channel, [targetId], own),
      );
    }
  }

  /** Its owner has confirmed another address. Fields of other channels are the record's own, and stay. */
  async change(targetType: string, targetId: string, channel: string, address: string): Promise<void> {
    if (channel === EMAIL.channel) await this.setOf(targetType, targetId, { [EMAIL.field]: address });
  }

  /** The same of rows of a file; an empty cell leaves what is there. Call inside a transaction. */
  async setOfRows(targetType: string, rows: readonly (ImportRow & WrittenRow)[]): Promise<void> {
    for (const { channel, field } of [EMAIL, ...this.otherFields()]) {
      // Two rows may be one record, named once by its id and once by its address: the last one holds.
      const said = new Set<string>();
      const given = new Map<string, OwnAddress>();
      for (const { targetId, values } of rows) {
        const text = values[field];
        if (!text) continue;
        said.add(targetId);
        const address = this.formats.normalise(channel, text);
        if (address) given.set(targetId, { targetId, ...address });
        else given.delete(targetId);
      }
      await this.addresses.replacePrimary(targetType, channel, [...said], [...given.values()]);
    }
  }

  /** Nobody has the address any more; where a field of a record says it, the field is emptied as well. */
  async forget(channel: string, key: string): Promise<void> {
    const own = this.otherFields().find((one) => one.channel === channel);
    for (const kind of own ? KINDS : []) {
      const sql = kind.list.columns[own!.field]?.sql;
      if (sql?.startsWith('r.')) await this.addresses.emptyField(kind, sql.slice(2), channel, key);
    }
    await this.addresses.forgetAddress(channel, key);
  }

  /** Marks the record's e-mail address; a mark on nothing is refused. @throws InvalidInput */
  async mark(
    targetType: string,
    targetId: string,
    change: { optedOut?: boolean; invalid?: boolean },
  ): Promise<void> {
    if (change.optedOut === undefined && change.invalid === undefined) return;
    const address = await this.addresses.primaryOf(targetType, targetId, EMAIL.channel);
    if (address)
      await this.registry.mark(EMAIL.channel, address, change, 'changed on the record', {
        origin: { method: 'record' },
      });
    else if (change.optedOut || change.invalid)
      throw InvalidInput.of(EMAIL.field, 'is empty, so there is no address to mark');
  }

  private otherFields(): { channel: string; field: string }[] {
    return this.formats
      .all()
      .flatMap(({ channel, recordField }) =>
        recordField && channel !== EMAIL.channel ? [{ channel, field: recordField }] : [],
      );
  }

  private async adopt(kind: (typeof KINDS)[number], channel: string, field: string): Promise<void> {
    const sql = kind.list.columns[field]?.sql;
    if (!sql?.startsWith('r.')) return;
    for (let after = 0; ;) {
      const rows = await this.addresses.withoutAddress(kind, sql.slice(2), channel, after, PIECE);
      const found = rows.flatMap(({ targetId, text }) => {
        const address = this.formats.normalise(channel, text);
        return address ? [{ targetId, ...address }] : [];
      });
      await this.addresses.add(kind.targetType, channel, found);
      if (rows.length < PIECE) return;
      after = rows.at(-1)!.key;
    }
  }
}
