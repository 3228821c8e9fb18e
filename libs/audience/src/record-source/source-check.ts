import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@facteur/platform';
import { AddressFormats } from '../address/address-format.js';
import { RecordRepository } from './record.repository.js';
import { RecordSourceRegistry } from './record-source-registry.js';

/**
 * Tries the SQL of every record type at the start: what is wrong with it would otherwise be found by the first mailing.
 */
@Injectable()
export class SourceCheck implements OnApplicationBootstrap {
  constructor(
    private readonly sources: RecordSourceRegistry,
    private readonly formats: AddressFormats,
    private readonly records: RecordRepository,
    private readonly database: Database,
  ) {}

  private hint({ message }: Error): string {
    return /collation/i.test(message)
      ? ` Facteur keeps ids in ${this.database.textCollation}: write \`COLLATE ${this.database.textCollation}\` behind target_id, or say by \`matches\` how they are compared.`
      : '';
  }

  /** @throws Error naming the record type, what of it is wrong, and the database's words */
  async onApplicationBootstrap(): Promise<void> {
    for (const source of this.sources.all()) {
      const attempt = async (what: string, work: Promise<unknown>) => {
        await work.catch(async (error: Error) => {
          // Nest calls no hooks of an application that did not start.
          await this.database.dataSource.destroy();
          throw new Error(
            `The record type ${source.targetType}: ${what} cannot be asked of the database. ${error.message}${this.hint(error)}`,
          );
        });
      };
      await attempt('its `list`', this.records.tryList(source));
      for (const channel of this.formats.channels())
        await attempt(`its \`addresses('${channel}')\``, this.records.tryAddresses(source, channel));
    }
  }
}
