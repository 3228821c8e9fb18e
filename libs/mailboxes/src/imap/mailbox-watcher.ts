import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { ImapFlow } from 'imapflow';
import { foldersOf, type GroupMailbox } from '../group-mailbox/group-mailbox.entity.js';
import { GroupMailboxService } from '../group-mailbox/group-mailbox.service.js';
import { explainError } from './explain-error.js';
import { ImapConnections } from './imap-connections.js';
import { MailboxChecker } from './mailbox-checker.js';

interface Watch {
  client: ImapFlow;
  /** The mailbox as it was when the watch began; a change begins another. */
  since: number;
}

/**
 * Waits for mail in each mailbox's first folder (IMAP IDLE, RFC 2177), so that a bounce is known at once. It is
 * an extra: what it misses the job finds, which also brings back watches whose connection broke.
 */
@Injectable()
export class MailboxWatcher implements BeforeApplicationShutdown {
  private readonly logger = new Logger(MailboxWatcher.name);
  private readonly watches = new Map<number, Watch>();
  private readonly checks = new Set<Promise<unknown>>();
  private stopped = false;

  constructor(
    private readonly mailboxes: GroupMailboxService,
    private readonly connections: ImapConnections,
    private readonly checker: MailboxChecker,
  ) {}

  /** Makes the watches those of the active mailboxes. */
  async refresh(): Promise<void> {
    const wanted = new Map(
      (await this.mailboxes.active()).filter(({ idle }) => idle).map((box) => [box.id, box]),
    );
    for (const [id, { client, since }] of this.watches) {
      if (client.usable && wanted.get(id)?.modifiedAt.getTime() === since) wanted.delete(id);
      else this.end(id);
    }
    if (this.stopped) return;
    await Promise.all([...wanted.values()].map((box) => this.watch(box)));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    for (const id of [...this.watches.keys()]) this.end(id);
    await Promise.allSettled(this.checks);
  }

  private async watch(box: GroupMailbox): Promise<void> {
    try {
      const client = await this.connections.open(box, { idle: true });
      if (this.stopped || !client.capabilities.has('IDLE')) return client.close();
      await client.mailboxOpen(foldersOf(box)[0]!, { readOnly: true });
      this.watches.set(box.id, { client, since: box.modifiedAt.getTime() });
      client.on('exists', () => this.wake(box.publicId));
    } catch (error) {
      this.logger.warn(`No watch over ${box.name}: ${explainError(error, box).reason}`);
    }
  }

  private wake(publicId: string): void {
    const check: Promise<void> = this.mailboxes.store
      .get(publicId)
      .then((box) => this.checker.check(box))
      .then(() => undefined)
      .catch((error: Error) => this.logger.error(`A check after new mail failed: ${error.message}`))
      .finally(() => this.checks.delete(check));
    this.checks.add(check);
  }

  private end(id: number): void {
    this.watches.get(id)?.client.close();
    this.watches.delete(id);
  }
}
