import { Injectable } from '@nestjs/common';
import { Database, parameters } from '@facteur/platform';
import { Pace } from '../pace/pace.js';
import { ReceiverRepository } from '../pace/receiver.repository.js';
import type { Reason } from '../recipients/recipient-rules-sql.js';

/** What is still open in queues, changed from outside of sending: by a person, or after a process that died. */
@Injectable()
export class OpenItems {
  constructor(
    private readonly database: Database,
    private readonly pace: Pace,
    private readonly receivers: ReceiverRepository,
  ) {}

  /** Nothing of a mailing goes out any more. */
  async skipOpen(mailingId: number, reason: Reason): Promise<void> {
    await this.database.execute(
      `UPDATE {queue_item}
       SET status = 'Skipped', skip_reason = ?, claimed_by = NULL
       WHERE mailing_id = ?
         AND status = 'Pending'
         AND is_test = 0`,
      [reason, mailingId],
    );
  }

  /** @returns how many go back to the queue with all their attempts before them. */
  async retryFailed(mailingId: number, includeUnconfirmed: boolean, now: Date): Promise<number> {
    const statuses = includeUnconfirmed ? `('Failed', 'Unconfirmed')` : `('Failed')`;
    return this.database.execute(
      `UPDATE {queue_item}
       SET status = 'Pending', attempt_count = 0, next_attempt_at = ?, claimed_by = NULL
       WHERE mailing_id = ?
         AND status IN ${statuses}
         AND is_test = 0`,
      [now, mailingId],
    );
  }

  /** Fails all that is still open, with one reason; for a mailing that cannot be sent at all. */
  async failOpen(mailingId: number, error: string): Promise<void> {
    await this.database.execute(
      `UPDATE {queue_item}
       SET status = 'Failed', last_error = ?, claimed_by = NULL
       WHERE mailing_id = ?
         AND status = 'Pending'
         AND is_test = 0`,
      [error.slice(0, 1000), mailingId],
    );
  }

  /**
   * What dead processes left behind: claimed items go back to the queue; marked ones may or may not have been handed
   * over, so they wait for a person. Index: ix_queue_claimed.
   */
  async reap(processIds: number[], now: Date): Promise<void> {
    if (processIds.length === 0) return;
    const dead = parameters(processIds.length);
    // They may have gone out, so the rules of pace count them.
    await this.pace.countBy(await this.receivers.beingHandedOver(processIds));
    await this.database.execute(
      `UPDATE {queue_item}
       SET status = 'Unconfirmed', last_error = ?, sent_at = ?
       WHERE status = 'Sending'
         AND claimed_by IN (${dead})`,
      ['The sender stopped while this message was being handed over', now, ...processIds],
    );
    await this.database.execute(
      `UPDATE {queue_item}
       SET claimed_by = NULL
       WHERE status = 'Pending'
         AND claimed_by IN (${dead})`,
      processIds,
    );
  }
}
