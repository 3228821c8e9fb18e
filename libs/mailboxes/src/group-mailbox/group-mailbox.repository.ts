import { Injectable } from '@nestjs/common';
import { Clock, Database, MOST_USERS, type UsedBy } from '@facteur/platform';
import { GroupMailbox } from './group-mailbox.entity.js';

@Injectable()
export class GroupMailboxRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  active(): Promise<GroupMailbox[]> {
    return this.database.run((manager) =>
      manager.find(GroupMailbox, { where: { status: 'Active' }, order: { id: 'ASC' } }),
    );
  }

  /** The boxes that take the bounces of an account; so many as are named. */
  async watching(smtpAccountId: string): Promise<UsedBy[]> {
    const boxes = await this.database.query<{ id: string; name: string }>(
      `SELECT public_id AS id, name
       FROM group_mailbox
       WHERE smtp_account_id = ?
       ORDER BY id
       LIMIT ${MOST_USERS}`,
      [smtpAccountId],
    );
    return boxes.map((box) => ({ type: 'Group Mailbox', ...box }));
  }

  /** The mark of whoever checks it, or did when it died. */
  async holderOf(mailboxId: number): Promise<string | null> {
    const [row] = await this.database.query<{ checked_by: string | null }>(
      `SELECT checked_by
       FROM group_mailbox
       WHERE id = ?`,
      [mailboxId],
    );
    return row?.checked_by ?? null;
  }

  /** @param gone mark of a holder that is known to be dead. @returns false while another has it. */
  async claim(mailboxId: number, mark: string, until: Date, gone: string): Promise<boolean> {
    const claimed = await this.database.execute(
      `UPDATE group_mailbox
       SET checked_by = ?, checked_until = ?
       WHERE id = ?
         AND (checked_by IS NULL OR checked_until < ? OR checked_by = ?)`,
      [mark, until, mailboxId, this.clock.now(), gone],
    );
    return claimed > 0;
  }

  /** @returns false when another has taken over. */
  async renew(mailboxId: number, mark: string, until: Date): Promise<boolean> {
    const renewed = await this.database.execute(
      `UPDATE group_mailbox
       SET checked_until = ?
       WHERE id = ?
         AND checked_by = ?`,
      [until, mailboxId, mark],
    );
    return renewed > 0;
  }

  /** Lets go of it and writes down how the check ended; a success only where there was no error. */
  async release(mailboxId: number, mark: string, error: string | null): Promise<void> {
    const now = this.clock.now();
    await this.database.execute(
      `UPDATE group_mailbox
       SET checked_by = NULL, checked_until = NULL, last_checked_at = ?, last_error = ?
         ${error === null ? ', last_success_at = ?' : ''}
       WHERE id = ?
         AND checked_by = ?`,
      [now, error?.slice(0, 1000) ?? null, ...(error === null ? [now] : []), mailboxId, mark],
    );
  }
}
