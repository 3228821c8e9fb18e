import {
  AddressFormats,
  AddressRegistry,
  faultsOfMarks,
  type ImportField,
  type ImportRow,
  type MarkFields,
  type NormalisedAddress,
  marksOf,
  type Origin,
  type RecordImporter,
  RecordOrigins,
  type WriteOptions,
  type WrittenRow,
} from '@facteur/audience';
import { type FieldFault, newPublicId } from '@facteur/platform';
import { ACCOUNT } from '../account/account.kind.js';
import { KINDS } from '../kinds.js';
import type { CrmAddressRepository } from './crm-address.repository.js';
import { CrmAddresses } from './crm-addresses.js';
import { CrmImportRepository } from './crm-import.repository.js';
import type { CrmRecordRepository } from './crm-record.repository.js';
import { ELSEWHERE } from './import-fields.js';
import type { KindImport, RecordKind } from './record-kind.js';

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

/** What importers of all kinds work with. */
export interface ImporterParts {
  rows: CrmImportRepository;
  addresses: CrmAddresses;
  formats: AddressFormats;
  registry: AddressRegistry;
  origins: RecordOrigins;
  addressRows: CrmAddressRepository;
  records: CrmRecordRepository;
}

/** Records of one kind out of files and forms; some hundred rows with a handful of statements. */
export class CrmImporter implements RecordImporter {
  constructor(
    private readonly kind: RecordKind,
    private readonly how: KindImport,
    private readonly parts: ImporterParts,
  ) {}

  get fields(): readonly ImportField[] {
    return this.how.fields;
  }

  keyOf(values: Record<string, string>): string | undefined {
    if (values['id']) return `id:${values['id']}`;
    const key = this.addressOf(values)?.key;
    return key && `address:${key}`;
  }

  check(values: Record<string, string>): FieldFault[] {
    const faults: FieldFault[] = [];
    for (const { name, max, values: words } of this.how.fields) {
      const value = values[name];
      if (value === undefined) continue;
      if (value.length > max) faults.push({ field: name, reason: `has more than ${max} characters` });
      else if (CONTROLS.test(value) || (name !== 'description' && /[\r\n]/.test(value)))
        faults.push({ field: name, reason: 'must be one line without control characters' });
      else if (words && value && !words.includes(value))
        faults.push({ field: name, reason: `must be one of ${words.join(', ')}` });
    }
    if (values['emailAddress'] && !this.addressOf(values))
      faults.push({ field: 'emailAddress', reason: 'is not an address that mail can be sent to' });
    faults.push(...faultsOfMarks(values, MARKS));
    if (!values['id'] && !values['emailAddress'] && !values['lastName'] && !values['name'])
      faults.push({ field: this.how.nameField, reason: 'is empty, and there is no address either' });
    return faults;
  }

  async verify(rows: ImportRow[]): Promise<Map<number, FieldFault>> {
    const ids = await this.parts.rows.idsOf(this.kind.table, idsIn(rows));
    const wanted = rows.flatMap(({ values }) => values['campaignId'] ?? []);
    const campaigns = await this.parts.origins.known(wanted);
    const faults = new Map<number, FieldFault>();
    for (const { line, values } of rows) {
      if (values['campaignId'] && !campaigns.has(values['campaignId']))
        faults.set(line, { field: 'campaignId', reason: 'there is no campaign with this id' });
      if (values['id'] && !ids.has(values['id']))
        faults.set(line, { field: 'id', reason: `there is no ${this.kind.targetType} with this id` });
    }
    return faults;
  }

  async write(
    rows: ImportRow[],
    { duplicates, now, origin = 'file', provenance = { method: 'import' } }: WriteOptions,
  ): Promise<WrittenRow[]> {
    const { targetType } = this.kind;
    const written = await this.matched(rows, duplicates);
    const changed = written.filter(({ outcome }) => outcome !== 'skipped');
    await this.upsert(changed, now);
    await this.parts.addresses.setOfRows(targetType, changed);
    await this.markAddresses(changed, now, provenance);
    if (origin === 'file') await this.noteOrigins(changed);
    return written.map(({ line, targetId, outcome }) => ({ line, targetId, outcome }));
  }

  async foresee(
    rows: ImportRow[],
    { duplicates }: Pick<WriteOptions, 'duplicates'>,
  ): Promise<WrittenRow['outcome'][]> {
    return (await this.matched(rows, duplicates)).map(({ outcome }) => outcome);
  }

  /** Each row with the record that it is about: one that is there, or a new one. */
  private async matched(rows: ImportRow[], duplicates: WriteOptions['duplicates']): Promise<Written[]> {
    const { targetType, table } = this.kind;
    const ids = await this.parts.rows.idsOf(table, idsIn(rows));
    const keys = rows.flatMap(({ values }) => (values['id'] ? [] : (this.addressOf(values)?.key ?? [])));
    const holders = await this.parts.rows.holdersOf(targetType, CHANNEL, keys);
    return rows.map(({ line, values }): Written => {
      const key = this.addressOf(values)?.key;
      const byAddress = duplicates === 'Create' || key === undefined ? undefined : holders.get(key);
      const found = values['id'] ? (ids.has(values['id']) ? values['id'] : undefined) : byAddress;
      if (found === undefined) return { line, values, targetId: newPublicId(), outcome: 'created' };
      return { line, values, targetId: found, outcome: duplicates === 'Skip' ? 'skipped' : 'updated' };
    });
  }

  async unmake(ids: string[]): Promise<number> {
    const { targetType } = this.kind;
    const members = targetType === ACCOUNT.targetType ? KINDS.filter(({ accountKey }) => accountKey) : [];
    const idle = await this.parts.rows.untouched(this.kind, ids, members);
    if (idle.length === 0) return 0;
    await this.parts.addressRows.forget(targetType, idle);
    return this.parts.records.remove(this.kind, idle);
  }

  /** An empty cell leaves what is there. */
  private async upsert(rows: Written[], now: Date): Promise<void> {
    if (rows.length === 0) return;
    const { fields, needed, joinsAccount } = this.how;
    const names = fields
      .map(({ name }) => name)
      .filter((name) => !ELSEWHERE.has(name) && !(joinsAccount && name === 'accountName'));
    const accountNames = joinsAccount ? rows.flatMap(({ values }) => values['accountName'] ?? []) : [];
    const accounts = await this.parts.rows.accountsNamed([...new Set(accountNames)], now);
    // What known records have in columns that may not be null: the statement writes those anew.
    const known = rows.filter(({ outcome }) => outcome === 'updated').map(({ targetId }) => targetId);
    const current = await this.parts.rows.currentOf(this.kind.table, Object.keys(needed), known);
    await this.parts.rows.upsert(this.kind.table, {
      columns: [
        ...['public_id', 'created_at', 'modified_at', ...names.map(column)],
        ...(joinsAccount ? ['account_id'] : []),
      ],
      rows: rows.map((row) => {
        const values = this.complete(row);
        const account = accounts.get((values['accountName'] ?? '').toLowerCase()) ?? null;
        return [
          ...[row.targetId, now, now],
          ...names.map((name) => values[name] ?? current.get(row.targetId)?.[name] ?? needed[name] ?? null),
          ...(joinsAccount ? [account] : []),
        ];
      }),
    });
  }

  /** A bare address becomes a record by what it says itself. */
  private complete({ values, outcome }: Written): Record<string, string> {
    const address = values['emailAddress'];
    if (outcome !== 'created' || !address || values['lastName'] || values['firstName']) return values;
    const [local = '', domain = ''] = address.split('@');
    return { ...this.how.named(local, domain), ...values };
  }

  /** What the file says of the addresses; a yes alone. */
  private async markAddresses(rows: Written[], now: Date, provenance: Origin): Promise<void> {
    await this.parts.registry.markAll(
      CHANNEL,
      rows.flatMap(({ values }) => {
        const address = this.addressOf(values);
        const said = marksOf(values, MARKS);
        return address && said && (said.optedOut || said.invalid)
          ? [{ ...address, ...said, event: 'imported', at: said.at ?? now }]
          : [];
      }),
      provenance,
    );
  }

  private noteOrigins(rows: Written[]): Promise<void> {
    const { targetType } = this.kind;
    return this.parts.origins.made(
      rows.flatMap(({ outcome, targetId, values }) => {
        const { campaignId } = values;
        if (outcome !== 'created' || !campaignId) return [];
        const address = this.addressOf(values)?.address ?? null;
        return [{ campaignId, targetType, targetId, address, imported: true }];
      }),
    );
  }

  addressOf(values: Record<string, string>): NormalisedAddress | undefined {
    const text = values['emailAddress'];
    return text ? this.parts.formats.normalise(CHANNEL, text) : undefined;
  }
}

const idsIn = (rows: ImportRow[]) => rows.flatMap(({ values }) => values['id'] ?? []);
