import { Get, Param, Post, Res } from '@nestjs/common';
import {
  Answers,
  AnswersFile,
  AnswersPage,
  ApiController,
  type CollectionQuery,
  InCollection,
  type Page,
  Refuses,
} from '@facteur/platform';
import { INBOUND_MESSAGES } from './inbound-message-sql.js';
import { InboundMessageService } from './inbound-message.service.js';
import { InboundMessageView } from './inbound-message.view.js';

interface Download {
  header(name: string, value: string): Download;
  send(body: Buffer): void;
}

/** What came in about our mail: reports, answers, and what could not be read. */
@ApiController('inbound-messages', { see: 'people:see', change: 'people:change' })
export class InboundMessageController {
  constructor(private readonly messages: InboundMessageService) {}

  @Get()
  @AnswersPage(
    InboundMessageView,
    'Reports, answers and events of providers; filter.removalRequest=Open are wishes to be taken off',
  )
  list(@InCollection(INBOUND_MESSAGES) query: CollectionQuery): Promise<Page<InboundMessageView>> {
    return this.messages.list(query);
  }

  @Get(':id')
  @Answers(InboundMessageView, 'One that came in')
  get(@Param('id') id: string): Promise<InboundMessageView> {
    return this.messages.view(id);
  }

  @Get(':id/raw')
  @AnswersFile('The message as it came, while it is kept', 'message/rfc822', 'application/json')
  async raw(@Param('id') id: string, @Res() reply: Download): Promise<void> {
    const { source, raw } = await this.messages.raw(id);
    // Never shown in a browser: it is whatever a stranger wrote.
    const [type, ending] = source === 'mailbox' ? ['message/rfc822', 'eml'] : ['application/json', 'json'];
    reply
      .header('content-type', type)
      .header('content-disposition', `attachment; filename="${id}.${ending}"`)
      .header('x-content-type-options', 'nosniff')
      .send(Buffer.from(raw));
  }

  @Post(':id/opt-out')
  @Answers(InboundMessageView, 'Grants a wish to be taken off: the lists of the mailing, and the address')
  @Refuses(409, 'when the message has no open wish to be taken off')
  grant(@Param('id') id: string): Promise<InboundMessageView> {
    return this.messages.grant(id);
  }

  @Post(':id/dismiss')
  @Answers(InboundMessageView, 'It was no wish to be taken off')
  @Refuses(409, 'when the message has no open wish to be taken off')
  dismiss(@Param('id') id: string): Promise<InboundMessageView> {
    return this.messages.dismiss(id);
  }
}
