import {
  AddressFormats,
  AddressRegistry,
  faultsOfMarks,
  type ImportField,
  type ImportRow,
  type MarkFields,
  marksOf,
  type RecordImporter,
  RecordOrigins,
  type WriteOptions,
  type WrittenRow,
} from '@facteur/audience';
import { type Database, type FieldFault, parameters, newPublicId, parameterRows } from '@facteur/platform';
import { ELSEWHERE, type Kind, KINDS } from './crm-import-fields.js';
import { LEAD_STATUSES } from './crm-record.entity.js';

const CHANNEL = 'email';
const MARKS: MarkFields = {
  optedOut: 'emailAddressIsOptedOut',
  invalid: 'emailAddressIsInvalid',
  status: 'emailAddressStatus',
  date: 'emailAddressStatusDate',
};

/** A row, and the record that it became. */
type Written = ImportRow & WrittenRow;

const column = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Accounts, contacts and leads out of files; some hundred rows with a handful of statements. */
export class CrmImporter implements RecordImporter {
  private readonly kind: Kind;

  constructor(
    private readonly targetType: string,
    private readonly database: Database,
    private readonly formats: AddressFormats,
    private readonly registry: AddressRegistry,
    private readonly origins: RecordOrigins,
  ) {
    this.kind = KINDS[targetType]!;
  }

  /** Undefined for a type that files do not bring. */
  static of(...parts: ConstructorParameters<typeof CrmImporter>): CrmImporter | undefined {
    return KINDS[parts[0]] ? new CrmImporter(...parts) : undefined;
  }

  get fields(): readonly ImportField[] {
    return this.kind.fields;
  }

  keyOf(values: Record<string, string>): string | undefined {
    if (values['id']) return `id:${values['id']}`;
    const key = this.addressOf(values)?.key;
    return key && `address:${key}`;
  }

  check(values: Record<string, string>): FieldFault[] {
    const faults: FieldFault[] = [];
    for (const { name, max } of this.kind.fields) {
      const value = values[name];
      if (value === undefined) continue;
      if (value.length > max) faults.push({ field: name, reason: `has more than ${max} characters` });
      else if (CONTROLS.test(value) || (name !== 'description' && /[\r\n]/.test(value)))
        faults.push({ field: name, reason: 'must be one line without control characters' });
    }
    if (values['emailAddress'] && !this.addressOf(values))
      faults.push({ field: 'emailAddress', reason: 'is not an address that mail can be sent to' });
    faults.push(...faultsOfMarks(values, MARKS));
    if (values['status'] && !LEAD_STATUSES.includes(values['status'] as never))
      faults.push({ field: 'status', reason: `must be one of ${LEAD_STATUSES.join(', ')}` });
    if (!values['id'] && !values['emailAddress'] && !values['lastName'] && !values['name'])
      faults.push({
        field: this.targetType === 'Account' ? 'name' : 'lastName',
        reason: 'is empty, and there is no address either',
      });
    return faults;
  }

  async verify(rows: ImportRow[]): Promise<Map<number, FieldFault>> {
    const { ids } = await this.known(rows.filter(({ values }) => values['id']));
    const wanted = rows.flatMap(({ values }) => values['campaignId'] ?? []);
    const campaigns = await this.origins.known(wanted);
    const faults = new Map<number, FieldFault>();
    for (const { line, values } of rows) {
      if (values['campaignId'] && !campaigns.has(values['campaignId']))
        faults.set(line, { field: 'campaignId', reason: 'there is no campaign with this id' });
      if (values['id'] && !ids.has(values['id']))
        faults.set(line, { field: 'id', reason: `there is no ${this.targetType} with this id` });
    }
    return faults;
  }

  async write(rows: ImportRow[], { duplicates, now, origin = 'file' }: WriteOptions): Promise<WrittenRow[]> {
    const known = await this.known(rows);
    const written = rows.map(({ line, values }): Written => {
      const key = this.addressOf(values)?.key;
      const found = values['id']
        ? known.ids.get(values['id'])
        : duplicates === 'Create' || key === undefined
          ? undefined
          : known.addresses.get(key);
      if (found === undefined) return { line, values, targetId: newPublicId(), outcome: 'created' };
      return { line, values, targetId: found, outcome: duplicates === 'Skip' ? 'skipped' : 'updated' };
    });
    const changed = written.filter(({ outcome }) => outcome !== 'skipped');
    const accounts = await this.accountsOf(changed, now);
    await this.upsert(changed, accounts, await this.neededOf(changed), now);
    await this.setAddresses(changed);
    await this.markAddresses(changed, now);
    if (origin === 'file') await this.noteOrigins(changed);
    return written.map(({ line, targetId, outcome }) => ({ line, targetId, outcome }));
  }

  private async known(rows: ImportRow[]) {
    const ids = rows.flatMap(({ values }) => values['id'] ?? []);
    const keys = rows.flatMap(({ values }) => (values['id'] ? [] : (this.addressOf(values)?.key ?? [])));
    const byId = ids.length
      ? await this.database.query<{ id: string }>(
          `SELECT public_id AS id FROM ${this.kind.table} WHERE public_id IN (${parameters(ids.length)})`,
          ids,
        )
      : [];
    const byAddress = keys.length
      ? await this.database.query<{ address_key: string; target_id: string }>(
          `SELECT address_key, MIN(target_id) AS target_id FROM crm_address
           WHERE channel = ? AND address_key IN (${parameters(keys.length)}) AND target_type = ? GROUP BY address_key`,
          [CHANNEL, ...keys, this.targetType],
        )
      : [];
    return {
      ids: new Map(byId.map(({ id }) => [id, id])),
      addresses: new Map(byAddress.map((row) => [row.address_key, row.target_id])),
    };
  }

  /** Accounts that contacts name; those that are missing are made. */
  private async accountsOf(rows: ImportRow[], now: Date): Promise<Map<string, number>> {
    if (this.targetType !== 'Contact') return new Map();
    const names = [...new Set(rows.flatMap(({ values }) => values['accountName'] ?? []))];
    if (names.length === 0) return new Map();
    const find = () =>
      this.database.query<{ id: number; name: string }>(
        // Newest first, so that the oldest of one name is what the map keeps.
        `SELECT id, name FROM crm_account WHERE name IN (${parameters(names.length)}) ORDER BY id DESC`,
        names,
      );
    const byName = (found: { id: number; name: string }[]) =>
      new Map(found.map(({ id, name }) => [name.toLowerCase(), Number(id)]));
    let known = byName(await find());
    const missing = names.filter((name) => !known.has(name.toLowerCase()));
    if (missing.length) {
      await this.database.execute(
        `INSERT INTO crm_account (public_id, created_at, modified_at, name) VALUES ${parameterRows(missing.length, 4)}`,
        missing.flatMap((name) => [newPublicId(), now, now, name]),
      );
      known = byName(await find());
    }
    return known;
  }

  /** What known records have in columns that may not be null: the statement below writes those anew. */
  private async neededOf(rows: Written[]): Promise<Map<string, Record<string, string>>> {
    const names = Object.keys(this.kind.needed);
    const ids = rows.filter(({ outcome }) => outcome === 'updated').map(({ targetId }) => targetId);
    if (names.length === 0 || ids.length === 0) return new Map();
    const found = await this.database.query<Record<string, string>>(
      `SELECT public_id, ${names.join(', ')} FROM ${this.kind.table} WHERE public_id IN (${parameters(ids.length)})`,
      ids,
    );
    return new Map(found.map((row) => [row['public_id']!, row]));
  }

  /** One statement for new and known records alike; an empty cell leaves what is there. */
  private async upsert(
    rows: Written[],
    accounts: Map<string, number>,
    current: Map<string, Record<string, string>>,
    now: Date,
  ): Promise<void> {
    if (rows.length === 0) return;
    const { dialect } = this.database;
    const names = this.kind.fields
      .map(({ name }) => name)
      .filter((name) => !ELSEWHERE.has(name) && !(name === 'accountName' && this.targetType === 'Contact'));
    const columns = [
      'public_id',
      'created_at',
      'modified_at',
      ...names.map(column),
      ...(this.targetType === 'Contact' ? ['account_id'] : []),
    ];
    const { table, needed } = this.kind;
    const keep = (name: string) => `COALESCE(${dialect.inserted(name)}, ${table}.${name})`;
    await this.database.execute(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${parameterRows(rows.length, columns.length)}
       ${dialect.upsert(
         ['public_id'],
         Object.fromEntries(
           columns
             .slice(2)
             .map((name) => [name, name === 'modified_at' ? dialect.inserted(name) : keep(name)]),
         ),
       )}`,
      rows.flatMap((row) => {
        const values = this.complete(row);
        return [
          row.targetId,
          now,
          now,
          ...names.map((name) => values[name] ?? current.get(row.targetId)?.[name] ?? needed[name] ?? null),
          ...(this.targetType === 'Contact'
            ? [accounts.get((values['accountName'] ?? '').toLowerCase()) ?? null]
            : []),
        ];
      }),
    );
  }

  /** A bare address becomes a person by the name of its mailbox, an account by the name of its domain. */
  private complete({ values, outcome }: Written): Record<string, string> {
    const address = values['emailAddress'];
    if (outcome !== 'created' || !address) return values;
    const [local = '', domain = ''] = address.split('@');
    if (this.targetType === 'Account') return { name: domain, ...values };
    return values['lastName'] || values['firstName'] ? values : { ...values, lastName: local.slice(0, 100) };
  }

  private async setAddresses(rows: Written[]): Promise<void> {
    // Two rows may be one record, named once by its id and once by its address: the last one holds.
    const byRecord = new Map(
      rows.flatMap(({ targetId, values }) => {
        const address = this.addressOf(values);
        return address ? [[targetId, { targetId, ...address }] as const] : [];
      }),
    );
    const given = [...byRecord.values()];
    if (given.length === 0) return;
    await this.database.execute(
      `DELETE FROM crm_address WHERE target_type = ? AND channel = ? AND is_primary = 1 AND target_id IN (${parameters(given.length)})`,
      [this.targetType, CHANNEL, ...given.map(({ targetId }) => targetId)],
    );
    await this.database.execute(
      `INSERT INTO crm_address (target_type, target_id, channel, address, address_key, is_primary) VALUES ${parameterRows(given.length, 6)}`,
      given.flatMap(({ targetId, address, key }) => [this.targetType, targetId, CHANNEL, address, key, 1]),
    );
  }

  /** What the file says of the addresses; a yes alone. */
  private async markAddresses(rows: Written[], now: Date): Promise<void> {
    await this.registry.markAll(
      CHANNEL,
      rows.flatMap(({ values }) => {
        const address = this.addressOf(values);
        const said = marksOf(values, MARKS);
        return address && said && (said.optedOut || said.invalid)
          ? [{ ...address, ...said, event: 'imported', at: said.at ?? now }]
          : [];
      }),
    );
  }

  private noteOrigins(rows: Written[]): Promise<void> {
    return this.origins.made(
      rows.flatMap(({ outcome, targetId, values }) =>
        outcome === 'created' && values['campaignId']
          ? [
              {
                campaignId: values['campaignId'],
                targetType: this.targetType,
                targetId,
                address: this.addressOf(values)?.address ?? null,
                imported: true,
              },
            ]
          : [],
      ),
    );
  }

  private addressOf(values: Record<string, string>) {
    const text = values['emailAddress'];
    return text ? this.formats.normalise(CHANNEL, text) : undefined;
  }
}
