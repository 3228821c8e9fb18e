import { Get, Param, StreamableFile } from '@nestjs/common';
import { LinkSigner } from '@facteur/campaigns';
import { ARCHIVED_ITEMS, QUEUE_ITEMS } from '@facteur/dispatch';
import { AnswersFile, ApiController, Collections, NotFound } from '@facteur/platform';
import { SentMessages } from './sent-messages.js';

/** Copies of what was sent, for mailings that keep them. */
@ApiController('queue-items', { see: 'people:see', change: 'people:change' })
export class SentMessageController {
  constructor(
    private readonly signer: LinkSigner,
    private readonly messages: SentMessages,
    private readonly collections: Collections,
  ) {}

  @Get(':id/message')
  @AnswersFile(
    'The stored copy of a message (storeSentEmails), as it was sent, for a mail program to open',
    'message/rfc822',
  )
  async message(@Param('id') id: string): Promise<StreamableFile> {
    const key = this.signer.readItemId(id);
    if (key !== undefined && !(await this.isVisible(key))) throw new NotFound('stored copy of a message', id);
    const content = key === undefined ? undefined : await this.messages.find(key);
    if (!content) throw new NotFound('stored copy of a message', id);
    return new StreamableFile(content, {
      type: 'message/rfc822',
      disposition: `attachment; filename="${id.slice(0, 40)}.eml"`,
    });
  }

  private async isVisible(key: number): Promise<boolean> {
    const [item] = await this.collections.byIds(QUEUE_ITEMS, [String(key)]);
    return item !== undefined || (await this.collections.byIds(ARCHIVED_ITEMS, [String(key)])).length > 0;
  }
}
