import { Injectable } from '@nestjs/common';
import { Database, parameterRows, parameters } from '@facteur/platform';

export interface Failure {
  id: number;
  status: 'Pending' | 'Failed' | 'Unconfirmed';
  error: string;
  nextAttemptAt: Date;
  /** The attempt does not count. */
  costsNothing?: boolean;
}

/** A name under which the peer knows a message: its kind (`id`, `response`) and the name itself. */
export interface Reference {
  itemId: number;
  kind: string;
  value: string;
}

/** What became of messages that were handed over; inside the settlement's one transaction. */
@Injectable()
export class SettlementRepository {
  constructor(private readonly database: Database) {}

  /**
   * Sending -> Sent in one statement. Also for items that a reaper took for lost in the meantime: the sender that comes
   * back knows better.
   *
   * @returns false when not all were there to be settled; the transaction is to be rolled back then, and done anew by
   *   {@link settleThoseLeft}.
   */
  async settleAll(ids: number[], processId: number, sentAt: Date): Promise<boolean> {
    if (ids.length === 0) return true;
    const settled = await this.database.execute(
      `UPDATE {queue_item}
       SET status = 'Sent', sent_at = ?, last_error = NULL, claimed_by = NULL
       WHERE id IN (${parameters(ids.length)})
         AND claimed_by = ?
         AND status IN ('Sending', 'Unconfirmed')`,
      [sentAt, ...ids, processId],
    );
    return settled === ids.length;
  }

  /**
   * The same one statement longer, which tells which of them.
   *
   * @returns the ids that this call settled; fewer when a person had them sent again, or when an earlier try
   *   of the same settlement was committed although its answer was lost.
   */
  async settleThoseLeft(ids: number[], processId: number, sentAt: Date): Promise<Set<number>> {
    if (ids.length === 0) return new Set();
    const rows = await this.database.query<{ id: number }>(
      `SELECT id
       FROM {queue_item}
       WHERE id IN (${parameters(ids.length)})
         AND claimed_by = ?
         AND status IN ('Sending', 'Unconfirmed') ${this.database.dialect.forUpdate}`,
      [...ids, processId],
    );
    const settled = rows.map((row) => row.id);
    if (settled.length) {
      await this.database.execute(
        `UPDATE {queue_item}
         SET status = 'Sent', sent_at = ?, last_error = NULL, claimed_by = NULL
         WHERE id IN (${parameters(settled.length)})`,
        [sentAt, ...settled],
      );
    }
    return new Set(settled);
  }

  /** What did not go out, each with its own state, words and next time; one statement for all: 4 ms for 200, and 28 ms one by one (bench:statements). */
  async settleFailures(failures: Failure[], processId: number, now: Date): Promise<void> {
    if (failures.length === 0) return;
    const ids = failures.map(({ id }) => id);
    const pick = (value: (failure: Failure) => unknown) => ({
      sql: `CASE id ${failures.map(() => 'WHEN ? THEN ?').join(' ')} END`,
      values: failures.flatMap((failure) => [failure.id, value(failure)]),
    });
    const status = pick((failure) => failure.status);
    const error = pick((failure) => failure.error.slice(0, 1000));
    const next = pick((failure) => failure.nextAttemptAt);
    const free = failures.filter((failure) => failure.costsNothing).map(({ id }) => id);
    const attempts = free.length
      ? `attempt_count = attempt_count - CASE WHEN id IN (${parameters(free.length)}) THEN 1 ELSE 0 END, `
      : '';
    await this.database.execute(
      `UPDATE {queue_item}
       SET ${attempts}status = ${status.sql}, last_error = ${error.sql}, next_attempt_at = ${next.sql}, claimed_by = NULL
       WHERE id IN (${parameters(ids.length)})
         AND claimed_by = ?
         AND status IN ('Sending', 'Unconfirmed')`,
      [...free, ...status.values, ...error.values, ...next.values, ...ids, processId],
    );
    // They may have arrived, so the hourly cap counts them as sent.
    const unknown = failures.filter((failure) => failure.status === 'Unconfirmed').map(({ id }) => id);
    if (unknown.length)
      await this.database.execute(
        `UPDATE {queue_item}
         SET sent_at = ?
         WHERE id IN (${parameters(unknown.length)})
           AND status = 'Unconfirmed'`,
        [now, ...unknown],
      );
  }

  /** What the peer calls the messages, so that what it says later finds them. */
  async keepReferences(rows: Reference[]): Promise<void> {
    if (rows.length === 0) return;
    await this.database.execute(
      `INSERT INTO {provider_reference} (queue_item_id, kind, value)
       VALUES ${parameterRows(rows.length, 3)}`,
      rows.flatMap(({ itemId, kind, value }) => [itemId, kind, value.slice(0, 400)]),
    );
  }
}
