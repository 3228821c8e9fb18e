import { Injectable } from '@nestjs/common';
import type { ImapFlow } from 'imapflow';
import type { GroupMailbox } from '../group-mailbox/group-mailbox.entity.js';
import { InboundRepository } from '../inbound/inbound.repository.js';

const BATCH = 200;

/**
 * Does in the mailbox what is to be done to handled messages. What is to be done stands in the database since
 * the message was taken in, so a broken connection only puts it off.
 */
@Injectable()
export class HandledActions {
  constructor(private readonly messages: InboundRepository) {}

  /** The folder must be open. */
  async perform(client: ImapFlow, box: GroupMailbox, path: string, uidValidity: string): Promise<void> {
    for (;;) {
      const pending = await this.messages.pending(box.id, path, uidValidity, BATCH);
      if (pending.length === 0) return;
      for (const action of new Set(pending.map((one) => one.action))) {
        const those = pending.filter((one) => one.action === action);
        await this.act(client, box, action, those.map(({ uid }) => uid).join(','));
        await this.messages.actionsDone(those.map(({ id }) => id));
      }
      if (pending.length < BATCH) return;
    }
  }

  private async act(client: ImapFlow, box: GroupMailbox, action: string, uids: string): Promise<void> {
    switch (action) {
      case 'Mark Read':
        done(await client.messageFlagsAdd(uids, ['\\Seen'], { uid: true }), 'mark messages as read');
        return;
      case 'Delete':
        done(await client.messageDelete(uids, { uid: true }), 'delete messages');
        return;
      case 'Move':
        await this.move(client, box.handledFolder ?? '', uids);
    }
  }

  /** Makes the folder where it is missing. @throws Error when the server refuses. */
  private async move(client: ImapFlow, folder: string, uids: string): Promise<void> {
    const known = (await client.list()).some(({ path }) => path === folder);
    if (!known) await client.mailboxCreate(folder);
    done(await client.messageFlagsAdd(uids, ['\\Seen'], { uid: true }), 'mark messages as read');
    done(await client.messageMove(uids, folder, { uid: true }), `move messages to "${folder}"`);
  }
}

/** The client answers false where the server said no. */
function done(answer: unknown, what: string): void {
  if (answer === false) throw new Error(`The server refuses to ${what}.`);
}
