import { Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { AddressFormats, AddressRegistry } from '@facteur/audience';
import { LinkSigner } from '@facteur/campaigns';
import { ItemOptOut, SentItems } from '@facteur/dispatch';
import {
  ApiController,
  boolean,
  Conflict,
  Database,
  date,
  Collections,
  type CollectionQuery,
  Listing,
  type CollectionSpec,
  NotFound,
  number,
  oneOf,
  type Row,
  text,
} from '@facteur/platform';
import { INBOUND_STATUSES, InboundRepository } from './inbound.repository.js';

const LIST: CollectionSpec = {
  noun: 'inbound message',
  from: `inbound_message i LEFT JOIN group_mailbox b ON b.id = i.mailbox_id LEFT JOIN queue_item q ON q.id = i.queue_item_id
    LEFT JOIN mailing g ON g.id = q.mailing_id LEFT JOIN campaign c ON c.id = g.campaign_id`,
  columns: {
    id: text('i.public_id'),
    channel: text('i.channel'),
    source: text('i.source'),
    groupMailboxId: text('b.public_id'),
    folder: text('i.folder'),
    kind: text('i.kind'),
    status: oneOf(INBOUND_STATUSES, 'i.status'),
    error: text('i.error'),
    fromAddress: text('i.from_address'),
    subject: text('i.subject'),
    messageId: text('i.message_id'),
    queueItemId: number('i.queue_item_id'),
    massEmailId: text('g.public_id'),
    campaignId: text('c.public_id'),
    removalRequest: text('i.removal_request'),
    size: number('i.size'),
    isCut: boolean('i.cut'),
    rawUntil: date('i.raw_until'),
    createdAt: date('i.created_at'),
  },
  search: ['fromAddress', 'subject'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'i.id DESC',
};

interface Download {
  header(name: string, value: string): Download;
  send(body: Buffer): void;
}

/** What came in about our mail: reports, answers, and what could not be read. */
@ApiController('inbound-messages')
export class InboundMessageController {
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

  @Get()
  @ApiOperation({
    summary:
      'Reports, answers and events of providers; filter.removalRequest=Open are wishes to be taken off',
  })
  async list(@Listing() query: CollectionQuery) {
    const page = await this.collections.page(LIST, query);
    return { ...page, data: page.data.map((row) => this.sealed(row)) };
  }

  @Get(':id')
  async get(@Param('id') id: string) {
    return this.sealed(await this.collections.one(LIST, id));
  }

  @Get(':id/raw')
  @ApiOperation({ summary: 'The message as it came, while it is kept' })
  async raw(@Param('id') id: string, @Res() reply: Download): Promise<void> {
    const { source } = await this.collections.one(LIST, id);
    const raw = await this.messages.rawOf(id);
    if (!raw) throw new NotFound('message any more: it was kept for as long as the settings say');
    // Never shown in a browser: it is whatever a stranger wrote.
    const [type, ending] = source === 'mailbox' ? ['message/rfc822', 'eml'] : ['application/json', 'json'];
    reply
      .header('content-type', type)
      .header('content-disposition', `attachment; filename="${id}.${ending}"`)
      .header('x-content-type-options', 'nosniff')
      .send(Buffer.from(raw));
  }

  @Post(':id/opt-out')
  @HttpCode(200)
  @ApiOperation({ summary: 'Grants a wish to be taken off: the lists of the mailing, and the address' })
  async grant(@Param('id') id: string) {
    await this.database.transaction(async () => {
      const message = await this.messages.byPublicId(id);
      if (!message) throw new NotFound('inbound message', id);
      if (!(await this.messages.closeRemovalRequest(message.id, 'Done'))) throw closed();
      const event = 'removal request';
      const item = message.queue_item_id === null ? undefined : await this.items.find(message.queue_item_id);
      if (item) await this.optOut.change(item, true, { entirely: true, event });
      const writer = this.formats.normalise('email', message.from_address ?? '');
      if (writer && writer.key !== item?.addressKey)
        await this.registry.mark('email', writer, { optedOut: true }, event);
    });
    return this.get(id);
  }

  @Post(':id/dismiss')
  @HttpCode(200)
  @ApiOperation({ summary: 'It was no wish to be taken off' })
  async dismiss(@Param('id') id: string) {
    const message = await this.messages.byPublicId(id);
    if (!message) throw new NotFound('inbound message', id);
    if (!(await this.messages.closeRemovalRequest(message.id, 'Dismissed'))) throw closed();
    return this.get(id);
  }

  private sealed(row: Row) {
    const item = row['queueItemId'];
    return { ...row, queueItemId: item == null ? null : this.signer.itemId(Number(item)) };
  }
}

const closed = () => new Conflict('There is no open wish to be taken off in this message.');
