import { type Person, type PersonalData, PersonalDataPlugin } from '@facteur/audience';
import { ItemArchive } from '../queue/item-archive.repository.js';
import { queueItemsOf, QueuePersonalDataRepository } from '../queue/queue-personal-data.repository.js';
import { DeliveryReportRepository } from './delivery-report.repository.js';

/**
 * The queue is the ledger of who was written to: its rows stay, without a name. Others find their rows by way of it,
 * and say so (`erasedBefore`).
 */
@PersonalDataPlugin()
export class QueuePersonalData implements PersonalData {
  readonly section = 'queueItems';

  constructor(
    private readonly items: QueuePersonalDataRepository,
    private readonly reports: DeliveryReportRepository,
    private readonly archive: ItemArchive,
  ) {}

  fetch(person: Person): Promise<void> {
    return this.archive.restoreOf(person);
  }

  export(person: Person): Promise<object[]> {
    return this.items.itemsOf(person);
  }

  async erase(person: Person): Promise<number> {
    await this.items.forgetReferences(person);
    await this.reports.erase(queueItemsOf(person), person.addresses);
    await this.items.skipOpen(person);
    return this.items.anonymise(person);
  }
}
