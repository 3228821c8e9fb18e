import { Injectable } from '@nestjs/common';
import { Clock, InvalidInput } from '@facteur/platform';
import { AddressImporter, ADDRESS_STATUS } from '../address/address-importer.js';
import type { RecordSource } from '../record-source/record-source.js';
import { RecordSourceRegistry } from '../record-source/record-source-registry.js';
import { withConsent } from './consent-columns.js';
import type { RecordImporter } from './record-importer.js';

/** What a file can bring: records of a type, or what is known of addresses. */
export interface ImportKind {
  importer: RecordImporter;
  /** Of records, which can go on a target list. */
  source?: RecordSource;
}

@Injectable()
export class Importers {
  constructor(
    private readonly sources: RecordSourceRegistry,
    private readonly addresses: AddressImporter,
    private readonly clock: Clock,
  ) {}

  /** @throws InvalidInput naming `targetType` */
  get(targetType: string): ImportKind {
    if (targetType === ADDRESS_STATUS) return { importer: this.addresses };
    const all = this.sources.all().filter((source) => source.importer);
    const source = all.find((one) => one.targetType === targetType);
    if (!source)
      throw InvalidInput.of(
        'targetType',
        `must be one of ${[...all.map((one) => one.targetType), ADDRESS_STATUS].join(', ')}`,
      );
    return { importer: withConsent(source.importer!, () => this.clock.now()), source };
  }
}
