import { Injectable } from '@nestjs/common';
import { Clock } from '@facteur/platform';
import { AddressFormats } from '../address/address-format.js';
import { AddressStatusRepository } from '../address/address-status.repository.js';
import type { Origin } from '../consent/consent.js';
import { type ConsentEntry, ConsentLedger } from '../consent/consent-ledger.repository.js';
import { RecordRepository } from '../record-source/record.repository.js';
import type { RecordSource } from '../record-source/record-source.js';
import { consentsIn, type RowConsent } from './consent-columns.js';
import type { ImportRun } from './import.entity.js';
import type { ImportOptions } from './import-options.js';
import type { ImportRow, RecordImporter, WrittenRow } from './record-importer.js';

/** Writes down how the people of a file agreed, as its rows or whoever brings it say. */
@Injectable()
export class ImportedConsents {
  constructor(
    private readonly clock: Clock,
    private readonly ledger: ConsentLedger,
    private readonly formats: AddressFormats,
    private readonly records: RecordRepository,
    private readonly statuses: AddressStatusRepository,
  ) {}

  /** Of some hundred rows, on every channel on which their records have an address. Twice the same is written once. */
  async note(
    run: ImportRun,
    options: ImportOptions,
    { source, importer }: { source: RecordSource; importer: RecordImporter },
    rows: ImportRow[],
    written: WrittenRow[],
  ): Promise<void> {
    const ofFile: RowConsent[] = options.consentSource
      ? [{ level: 'Given', at: undefined, source: options.consentSource, page: null, words: null }]
      : [];
    const said = new Map(rows.map(({ line, values }) => [line, consentsIn(values)]));
    const typed = new Map(rows.map(({ line, values }) => [line, importer.addressOf?.(values)]));
    const ids = written.map(({ targetId }) => targetId);
    for (const channel of this.formats.channels()) {
      const addresses = await this.records.primaryOn(source, channel, ids);
      if (addresses.size === 0) continue;
      const keys = [...addresses.values()].map(({ key }) => key);
      // Who left has not agreed, whatever is said of all of them together.
      const known = await this.statuses.statusesOf(channel, keys);
      const withdrawn = await this.ledger.withdrawnOf(run.listId ?? 0, channel, keys);
      const hasLeft = (key: string) => known.get(key)?.optedOut || withdrawn.has(key);
      const entries = written.flatMap(({ line, targetId }) => {
        const address = addresses.get(targetId);
        const ofRow = said.get(line) ?? [];
        const consents = ofRow.length ? ofRow : ofFile;
        if (!address) return [];
        // Whoever agreed by another address than that of the record has not agreed by this one.
        const own = typed.get(line);
        if (own && own.key !== address.key) return [];
        return consents
          .filter(({ at }) => at !== undefined || !hasLeft(address.key))
          .map(({ level, at, ...about }): ConsentEntry => ({
            ...{ listId: run.listId ?? 0, channel, address, action: level },
            target: { targetType: source.targetType, targetId },
            at: at ?? this.clock.now(),
            origin: { ...originOf(run, about.source), page: about.page, words: about.words },
          }));
      });
      await this.ledger.writeOnce(channel, entries);
    }
  }
}

/** That something came by a file. */
export const originOf = ({ fileName, actor }: ImportRun, source: string | null = null): Origin => ({
  method: 'import',
  name: source ? `${source} (${fileName})` : fileName,
  actor,
});
