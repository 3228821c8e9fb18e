import { Get, Param, StreamableFile } from '@nestjs/common';
import { LinkSigner } from '@facteur/campaigns';
import { AnswersFile, ApiController, NotFound } from '@facteur/platform';
import { SentMessages } from './sent-messages.js';

/** Copies of what was sent, for mailings that keep them. */
@ApiController('queue-items', { see: 'people:see', change: 'people:change' })
export class SentMessageController {
  constructor(
    private readonly signer: LinkSigner,
    private readonly messages: SentMessages,
  ) {}

  @Get(':id/message')
  @AnswersFile(
    'The stored copy of a message (storeSentEmails), as it was sent, for a mail program to open',
    'message/rfc822',
  )
  async message(@Param('id') id: string): Promise<StreamableFile> {
    const key = this.signer.readItemId(id);
    const content = key === undefined ? undefined : await this.messages.find(key);
    if (!content) throw new NotFound('stored copy of a message', id);
    return new StreamableFile(content, {
      type: 'message/rfc822',
      disposition: `attachment; filename="${id.slice(0, 40)}.eml"`,
    });
  }
}
