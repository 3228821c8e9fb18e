import { Injectable } from '@nestjs/common';
import { Clock, isGone, MINUTE, processMark } from '@facteur/platform';
import { GroupMailboxRepository } from '../group-mailbox/group-mailbox.repository.js';

/** A checker that is silent for longer has died, and the mailbox may be checked by another. */
const LEASE = 2 * MINUTE;

/** One checker at a time for each mailbox, over all processes: the job, IDLE and a person may ask at once. */
@Injectable()
export class CheckLeases {
  constructor(
    private readonly mailboxes: GroupMailboxRepository,
    private readonly clock: Clock,
  ) {}

  /** @returns the mark to renew and release with, or undefined while another has it. */
  async claim(mailboxId: number): Promise<string | undefined> {
    const mark = processMark();
    const holder = await this.mailboxes.holderOf(mailboxId);
    const gone = holder && isGone(holder) ? holder : '';
    return (await this.mailboxes.claim(mailboxId, mark, this.until(), gone)) ? mark : undefined;
  }

  /** @throws Error when another took over meanwhile. */
  async renew(mailboxId: number, mark: string): Promise<void> {
    if (!(await this.mailboxes.renew(mailboxId, mark, this.until())))
      throw new Error('Another process took over this mailbox.');
  }

  /** Writes down how it ended. */
  async release(mailboxId: number, mark: string, error: string | null): Promise<void> {
    await this.mailboxes.release(mailboxId, mark, error);
  }

  private until(): Date {
    return new Date(this.clock.now().getTime() + LEASE);
  }
}
