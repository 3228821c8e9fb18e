import { type Type } from '@nestjs/common';
import {
  AddressFormats,
  AddressRegistry,
  RecordOrigins,
  type RecordSource,
  RecordSourcePlugin,
  type TargetRecord,
} from '@facteur/audience';
import { Collections } from '@facteur/platform';
import { KINDS } from '../kinds.js';
import { addressesSql } from './crm-address-sql.js';
import { CrmAddressRepository } from './crm-address.repository.js';
import { CrmAddresses } from './crm-addresses.js';
import { CrmImportRepository } from './crm-import.repository.js';
import { CrmImporter } from './crm-importer.js';
import { CrmRecordRepository } from './crm-record.repository.js';
import type { RecordKind } from './record-kind.js';

/** A built-in kind as a source of targets, by the same contract that a host's own types follow. */
function sourceOf(kind: RecordKind): Type<RecordSource> {
  const { targetType, order, list, placeholders, related } = kind;

  @RecordSourcePlugin()
  class CrmRecordSource implements RecordSource {
    readonly targetType = targetType;
    readonly order = order;
    readonly list = list;
    readonly placeholders = placeholders;
    readonly related = related;
    readonly importer: CrmImporter | undefined;

    constructor(
      private readonly collections: Collections,
      rows: CrmImportRepository,
      private readonly own: CrmAddresses,
      formats: AddressFormats,
      registry: AddressRegistry,
      origins: RecordOrigins,
      addressRows: CrmAddressRepository,
      records: CrmRecordRepository,
    ) {
      const parts = { rows, addresses: this.own, formats, registry, origins, addressRows, records };
      this.importer = kind.import ? new CrmImporter(kind, kind.import, parts) : undefined;
    }

    fieldSql(scope: string, field: string): string | undefined {
      return list.columns[kind.placeholderColumns[`${scope}.${field}`] ?? field]?.sql;
    }

    addresses(channel: string): string | undefined {
      return /^[a-z]+$/.test(channel) ? addressesSql(targetType, channel) : undefined;
    }

    async changeAddress(id: string, channel: string, address: string): Promise<void> {
      await this.own.change(targetType, id, channel, address);
    }

    async load(ids: string[]): Promise<Map<string, TargetRecord>> {
      const rows = await this.collections.byIds(list, ids);
      return new Map(rows.map((row) => [row.id, describe(row as Record<string, string | null>)]));
    }
  }

  function describe(values: Record<string, string | null>): TargetRecord {
    const name = values['name'] ?? [values['firstName'], values['lastName']].filter(Boolean).join(' ');
    const own = { ...values, name };
    const scopes: TargetRecord['scopes'] = {};
    for (const scope of Object.keys(placeholders)) scopes[scope] = own;
    for (const [placeholder, column] of Object.entries(kind.placeholderColumns)) {
      const [scope = '', field = ''] = placeholder.split('.');
      scopes[scope] = { [field]: values[column] ?? null };
    }
    return {
      targetType,
      targetId: values['id']!,
      name: name || values['id']!,
      language: values['language'] ?? null,
      scopes,
    };
  }

  Object.defineProperty(CrmRecordSource, 'name', { value: `${targetType}Source` });
  return CrmRecordSource;
}

export const CRM_SOURCES = KINDS.map(sourceOf);
