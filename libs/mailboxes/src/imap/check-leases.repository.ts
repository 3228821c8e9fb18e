import { Injectable } from '@nestjs/common';
import { Clock, Database, MINUTE, RowLeases } from '@facteur/platform';

/** One checker at a time for each mailbox, over all processes: the job, IDLE and a person may ask at once. */
@Injectable()
export class CheckLeases {
  private readonly leases: RowLeases;

  constructor(
    database: Database,
    private readonly clock: Clock,
  ) {
    this.leases = new RowLeases(database, clock, {
      table: 'group_mailbox',
      holder: 'checked_by',
      until: 'checked_until',
      length: 2 * MINUTE,
    });
  }

  /** @returns the mark to renew and release with, or undefined while another has it. */
  claim(mailboxId: number): Promise<string | undefined> {
    return this.leases.claim(mailboxId);
  }

  /** @throws Error when another took over meanwhile. */
  async renew(mailboxId: number, mark: string): Promise<void> {
    if (!(await this.leases.renew(mailboxId, mark)))
      throw new Error('Another process took over this mailbox.');
  }

  /** Writes down how the check ended; a success only where there was no error. */
  release(mailboxId: number, mark: string, error: string | null): Promise<boolean> {
    const now = this.clock.now();
    return this.leases.release(mailboxId, mark, {
      last_checked_at: now,
      last_error: error?.slice(0, 1000) ?? null,
      ...(error === null ? { last_success_at: now } : {}),
    });
  }
}
