import { Injectable } from '@nestjs/common';
import { AddressFormats, AddressRegistry, type Origin } from '@facteur/audience';
import { LinkSigner } from '@facteur/campaigns';
import { ItemOptOut, SentItems } from '@facteur/dispatch';
import {
  type CollectionQuery,
  Collections,
  Conflict,
  Database,
  NotFound,
  type Page,
} from '@facteur/platform';
import { INBOUND_MESSAGES } from './inbound-message-sql.js';
import type { InboundMessageView } from './inbound-message.view.js';
import { InboundRepository } from './inbound.repository.js';

/** A message as it came. */
export interface RawMessage {
  /** `mailbox`, or the provider that told. */
  source: string;
  raw: Buffer;
}

/** What came in, as people see it, and what they decide about wishes to be taken off. */
@Injectable()
export class InboundMessageService {
  constructor(
    private readonly database: Database,
    private readonly collections: Collections,
    private readonly signer: LinkSigner,
    private readonly messages: InboundRepository,
    private readonly items: SentItems,
    private readonly optOut: ItemOptOut,
    private readonly registry: AddressRegistry,
    private readonly formats: AddressFormats,
  ) {}

  async list(query: CollectionQuery): Promise<Page<InboundMessageView>> {
    const page = await this.collections.page(INBOUND_MESSAGES, query);
    return { ...page, data: page.data.map((row) => this.sealed(row)) };
  }

  /** @throws NotFound */
  async view(id: string): Promise<InboundMessageView> {
    return this.sealed(await this.collections.one(INBOUND_MESSAGES, id));
  }

  /** @throws NotFound, also when it is not kept any more. */
  async raw(id: string): Promise<RawMessage> {
    const { source } = await this.collections.one(INBOUND_MESSAGES, id);
    const raw = await this.messages.rawOf(id);
    if (!raw) throw new NotFound('message any more: it was kept for as long as the settings say');
    return { source, raw };
  }

  /**
   * Takes whoever asked for it off: the lists of the mailing, and the address.
   *
   * @throws NotFound | Conflict when there is no open wish.
   */
  async grant(id: string): Promise<InboundMessageView> {
    await this.view(id);
    await this.database.transaction(async () => {
      const message = await this.messages.byPublicId(id);
      if (!message) throw new NotFound('inbound message', id);
      if (!(await this.messages.closeRemovalRequest(message.id, 'Done'))) throw closed();
      const event = 'removal request';
      const item = message.queueItemId === null ? undefined : await this.items.find(message.queueItemId);
      const origin: Origin = { method: 'reply' };
      if (item) await this.optOut.change(item, true, { entirely: true, event, origin });
      const writer = this.formats.normalise('email', message.fromAddress ?? '');
      if (writer && writer.key !== item?.addressKey)
        await this.registry.mark('email', writer, { optedOut: true }, event, { origin, owner: true });
    });
    return this.view(id);
  }

  /** @throws NotFound | Conflict when there is no open wish. */
  async dismiss(id: string): Promise<InboundMessageView> {
    await this.view(id);
    const message = await this.messages.byPublicId(id);
    if (!message) throw new NotFound('inbound message', id);
    if (!(await this.messages.closeRemovalRequest(message.id, 'Dismissed'))) throw closed();
    return this.view(id);
  }

  private sealed<T extends { queueItemId: number | null }>(row: T) {
    const { queueItemId } = row;
    return { ...row, queueItemId: queueItemId === null ? null : this.signer.itemId(queueItemId) };
  }
}

const closed = () => new Conflict('There is no open wish to be taken off in this message.');
