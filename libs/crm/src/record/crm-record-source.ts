import { Injectable } from '@nestjs/common';
import {
  AddressFormats,
  AddressRegistry,
  RecordOrigins,
  RecordSourcePlugin,
  type RecordSource,
  type TargetRecord,
} from '@facteur/audience';
import { Database, Collections, type CollectionSpec, type Row } from '@facteur/platform';
import { CrmImporter } from './crm-importer.js';
import { CRM_RECORD_TYPES, type CrmRecordType } from './crm-record-types.js';

/** A built-in record type as a source of targets, by the same contract that a host's own types follow. */
@Injectable()
abstract class CrmRecordSource implements RecordSource {
  abstract readonly type: CrmRecordType;

  constructor(
    private readonly collections: Collections,
    private readonly database: Database,
    private readonly formats: AddressFormats,
    private readonly registry: AddressRegistry,
    private readonly origins: RecordOrigins,
  ) {}

  get targetType(): string {
    return this.type.targetType;
  }

  get order(): number {
    return this.type.order;
  }

  get list(): CollectionSpec {
    return this.type.list;
  }

  get placeholders() {
    return this.type.placeholders;
  }

  get importer() {
    return CrmImporter.of(this.targetType, this.database, this.formats, this.registry, this.origins);
  }

  get related() {
    return this.type.related ?? {};
  }

  /** Of the account only its name is at hand: where the record is none itself, in a column of its own. */
  fieldSql(scope: string, field: string): string | undefined {
    const own = scope === 'account' && this.list.columns['accountName'] ? 'accountName' : field;
    return this.list.columns[own]?.sql;
  }

  addresses(channel: string): string | undefined {
    if (!/^[a-z]+$/.test(channel)) return undefined;
    return `SELECT target_id, address, address_key, is_primary FROM crm_address
            WHERE target_type = '${this.targetType}' AND channel = '${channel}'`;
  }

  async load(ids: string[]): Promise<Map<string, TargetRecord>> {
    const rows = await this.collections.byIds(this.list, ids);
    return new Map(rows.map((row) => [row.id, this.describe(row)]));
  }

  private describe(row: Row): TargetRecord {
    const values = row as Record<string, string | null>;
    const name = values['name'] ?? [values['firstName'], values['lastName']].filter(Boolean).join(' ');
    const own = { ...values, name };
    const scopes: TargetRecord['scopes'] = {};
    for (const scope of Object.keys(this.type.placeholders)) scopes[scope] = own;
    if ('accountName' in values) scopes['account'] = { name: values['accountName'] ?? null };
    return { targetType: this.targetType, targetId: row.id, name: name || row.id, scopes };
  }
}

const [account, contact, lead, user] = CRM_RECORD_TYPES as [
  CrmRecordType,
  CrmRecordType,
  CrmRecordType,
  CrmRecordType,
];

@RecordSourcePlugin()
export class AccountSource extends CrmRecordSource {
  readonly type = account;
}

@RecordSourcePlugin()
export class ContactSource extends CrmRecordSource {
  readonly type = contact;
}

@RecordSourcePlugin()
export class LeadSource extends CrmRecordSource {
  readonly type = lead;
}

@RecordSourcePlugin()
export class UserSource extends CrmRecordSource {
  readonly type = user;
}
