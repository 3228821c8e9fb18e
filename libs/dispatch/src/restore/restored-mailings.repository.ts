import { Injectable } from '@nestjs/common';
import { Clock, Database } from '@facteur/platform';

/** What may have been sent after a backup was taken, as far as the database of the backup can tell. */
@Injectable()
export class RestoredMailings {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Messages of mailings that were going out become Unconfirmed: each may have been sent since, and none is sent again unless a person says
   * so. Mailings that were to go wait for a person too: they may have been brought forward, changed or cancelled.
   *
   * @param note in words, for whoever looks at one of them
   * @returns how many messages and mailings
   */
  async hold(note: string): Promise<{ messages: number; mailings: number }> {
    const now = this.clock.now();
    return this.database.transaction(async () => {
      const messages = await this.database.execute(
        `UPDATE {queue_item}
         SET status = 'Unconfirmed', claimed_by = NULL, last_error = ?
         WHERE status IN ('Pending', 'Sending')
           AND is_test = 0
           AND mailing_id IN (
             SELECT id
             FROM {mailing}
             WHERE status IN ('In Process', 'Paused'))`,
        [note],
      );
      // Whether an account works is found out anew.
      await this.database.execute(
        `UPDATE {mailing}
         SET hold_code = NULL, hold_reason = NULL, held_since = NULL
         WHERE hold_code = 'account'`,
      );
      const mailings = await this.database.execute(
        `UPDATE {mailing}
         SET hold_code = 'restored', hold_reason = ?, held_since = ?
         WHERE archived_at IS NULL
           AND status = 'Pending'`,
        [`${note} Look whether it went out; resume it to send it, or cancel it.`, now],
      );
      return { messages, mailings };
    });
  }
}
