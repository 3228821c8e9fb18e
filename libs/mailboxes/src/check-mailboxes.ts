import { Injectable } from '@nestjs/common';
import { GroupMailboxService } from './group-mailbox/group-mailbox.service.js';
import type { CheckView } from './imap/check.view.js';
import { MailboxChecker } from './imap/mailbox-checker.js';
import { MailboxWatcher } from './imap/mailbox-watcher.js';
import { InboundRepository } from './inbound/inbound.repository.js';

/** What the job *Check Group Mailboxes* does. */
@Injectable()
export class CheckMailboxes {
  constructor(
    private readonly mailboxes: GroupMailboxService,
    private readonly checker: MailboxChecker,
    private readonly watcher: MailboxWatcher,
    private readonly messages: InboundRepository,
  ) {}

  /** All active mailboxes, one after the other; one that fails keeps no other waiting. @throws when all fail. */
  async run({ watch }: { watch: boolean }): Promise<object> {
    const results: Record<string, CheckView> = {};
    const active = await this.mailboxes.active();
    for (const box of active) results[box.name] = await this.checker.check(box);
    if (watch) await this.watcher.refresh();
    const forgotten = await this.messages.purge();
    const errors = Object.entries(results).filter(([, { error }]) => error);
    if (errors.length && errors.length === active.length)
      throw new Error(errors.map(([name, { error }]) => `${name}: ${error}`).join('; '));
    return { mailboxes: results, forgotten };
  }
}
