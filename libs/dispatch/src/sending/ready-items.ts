import { Injectable } from '@nestjs/common';
import { RecordSourceRegistry, targetKey } from '@facteur/audience';
import { isDuplicate } from '@facteur/platform';
import type { QueueItem } from '../model/queue-item.js';
import { ItemAddresses } from '../queue/item-address.repository.js';
import { QueueRepository } from '../queue/queue.repository.js';
import type { Reason } from '../recipients/recipient-rules-sql.js';
import type { ReadyItem } from './sending-pipeline.js';

/** Makes claimed items ready to be sent: with their records, at their addresses of now. */
@Injectable()
export class ReadyItems {
  constructor(
    private readonly queue: QueueRepository,
    private readonly addresses: ItemAddresses,
    private readonly sources: RecordSourceRegistry,
  ) {}

  /** Whoever is gone is skipped, and is not among them. */
  async load(items: QueueItem[], channel: string): Promise<ReadyItem[]> {
    const records = await this.sources.load(items);
    // A test goes where it was sent just now, also as somebody else would get it.
    const current = await this.followAddresses(
      items.filter(({ isTest }) => !isTest),
      channel,
    );
    const gone: { id: number; reason: Reason }[] = [];
    const ready: ReadyItem[] = [];
    for (const item of items) {
      const record = records.get(targetKey(item.targetType, item.targetId));
      const reason = current.get(item.id);
      if (item.targetType && !record) gone.push({ id: item.id, reason: 'record-deleted' });
      else if (reason) gone.push({ id: item.id, reason });
      else ready.push({ item, record });
    }
    await this.queue.skip(gone);
    return ready;
  }

  /** @returns reasons to skip, by item. Changes are few, so each is its own statement: one may run into another's address. */
  private async followAddresses(items: QueueItem[], channel: string): Promise<Map<number, Reason>> {
    const skipped = new Map<number, Reason>();
    for (const source of this.sources.all()) {
      const ids = items.filter((item) => item.targetType === source.targetType).map((item) => item.id);
      for (const { id, address, addressKey } of await this.addresses.changedAddresses(ids, channel, source)) {
        const item = items.find((one) => one.id === id)!;
        if (address === null || addressKey === null) skipped.set(id, 'no-address');
        else if (await this.changed(id, address, addressKey)) Object.assign(item, { address, addressKey });
        else skipped.set(id, 'duplicate-address');
      }
    }
    return skipped;
  }

  /** @returns false when another item of the mailing has the address. */
  private async changed(id: number, address: string, addressKey: string): Promise<boolean> {
    try {
      await this.addresses.changeAddress(id, address, addressKey);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }
}
