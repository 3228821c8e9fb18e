import { Injectable } from '@nestjs/common';
import { Clock, Database, isGone, processMark } from '@facteur/platform';

/** A checker that is silent for longer has died, and the mailbox may be checked by another. */
const LEASE = 120_000;

/** One checker at a time for each mailbox, over all processes: the job, IDLE and a person may ask at once. */
@Injectable()
export class CheckLeases {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @returns the mark to renew and release with, or undefined while another has it. */
  async claim(mailboxId: number): Promise<string | undefined> {
    const mark = processMark();
    const [holder] = await this.database.query<{ checked_by: string | null }>(
      'SELECT checked_by FROM group_mailbox WHERE id = ?',
      [mailboxId],
    );
    const gone = holder?.checked_by && isGone(holder.checked_by) ? holder.checked_by : '';
    const now = this.clock.now();
    const claimed = await this.database.execute(
      `UPDATE group_mailbox SET checked_by = ?, checked_until = ?
       WHERE id = ? AND (checked_by IS NULL OR checked_until < ? OR checked_by = ?)`,
      [mark, this.until(), mailboxId, now, gone],
    );
    return claimed ? mark : undefined;
  }

  /** @throws Error when another took over meanwhile. */
  async renew(mailboxId: number, mark: string): Promise<void> {
    const renewed = await this.database.execute(
      'UPDATE group_mailbox SET checked_until = ? WHERE id = ? AND checked_by = ?',
      [this.until(), mailboxId, mark],
    );
    if (!renewed) throw new Error('Another process took over this mailbox.');
  }

  /** Writes down how it ended. */
  async release(mailboxId: number, mark: string, error: string | null): Promise<void> {
    const now = this.clock.now();
    await this.database.execute(
      `UPDATE group_mailbox SET checked_by = NULL, checked_until = NULL, last_checked_at = ?, last_error = ?
       ${error === null ? ', last_success_at = ?' : ''} WHERE id = ? AND checked_by = ?`,
      [now, error?.slice(0, 1000) ?? null, ...(error === null ? [now] : []), mailboxId, mark],
    );
  }

  private until(): Date {
    return new Date(this.clock.now().getTime() + LEASE);
  }
}
