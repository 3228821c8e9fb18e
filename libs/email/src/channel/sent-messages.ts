import { Injectable } from '@nestjs/common';
import type { EmailMessage } from '../transport/email-message.js';
import { SentMessageRepository } from './sent-message.repository.js';

/** Copies of what was sent, for mailings that ask for it. */
@Injectable()
export class SentMessages {
  constructor(private readonly messages: SentMessageRepository) {}

  find(queueItemId: number): Promise<Buffer | undefined> {
    return this.messages.find(queueItemId);
  }

  async keep(sent: { item: { id: number }; message: unknown }[]): Promise<void> {
    await this.messages.add(
      sent.map(({ item, message }) => ({ queueItemId: item.id, content: (message as EmailMessage).mime })),
    );
  }
}
