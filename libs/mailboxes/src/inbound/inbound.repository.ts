import { Injectable } from '@nestjs/common';
import { Clock, Database, inGroups, newPublicId, parameterRows, parameters } from '@facteur/platform';
import { groupBySize } from './group-by-size.js';

export const INBOUND_STATUSES = ['Handled', 'Left', 'Set Aside'] as const;

/** Where a message lies in a mailbox. */
export interface MailboxPlace {
  mailboxId: number;
  folder: string;
  uidValidity: string;
  uid: number;
}

export interface NewInbound {
  source: string;
  place: MailboxPlace | null;
  fingerprint: string;
  kind: string;
  status: (typeof INBOUND_STATUSES)[number];
  error: string | null;
  fromAddress: string;
  subject: string;
  messageId: string;
  itemId: number | null;
  removalRequest: boolean;
  size: number;
  cut: boolean;
  raw: Uint8Array | null;
  rawUntil: Date;
  pendingAction: string | null;
}

/** What is still to be done to a message in its mailbox. */
export interface PendingAction {
  id: number;
  uid: number;
  action: string;
}

/** Who wrote a message, and which of ours it is about. */
export interface InboundAbout {
  id: number;
  fromAddress: string | null;
  queueItemId: number | null;
}

const PURGE_BATCH = 1_000;
/** Of messages in one statement. The driver writes two characters a byte, and servers may be set to take no more than 4 MB. */
const MOST_BYTES = 1024 * 1024;

/** What came in, kept as it was for a while. */
@Injectable()
export class InboundRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Keeps messages, with a few statements for all. The very same message that is there already is not kept again: it
   * lies elsewhere now.
   *
   * @returns the public id of each, or undefined where it was there already.
   */
  async addAll(messages: readonly NewInbound[]): Promise<(string | undefined)[]> {
    const known = await this.knownOf(messages.map(({ fingerprint }) => fingerprint));
    const judged = messages.map((message) => {
      const isNew = !known.has(message.fingerprint);
      known.add(message.fingerprint);
      return { message, publicId: isNew ? newPublicId() : undefined };
    });
    const fresh = judged.flatMap(({ message, publicId }) =>
      publicId ? [{ message, publicId, size: message.raw?.length ?? 0 }] : [],
    );
    for (const some of groupBySize(fresh, MOST_BYTES, MOST_BYTES)) await this.insert(some);
    await this.movedTo(judged.flatMap(({ message, publicId }) => (publicId ? [] : [message])));
    return judged.map(({ publicId }) => publicId);
  }

  /** Those of some fingerprints that are there already. Index: the unique one. */
  private async knownOf(fingerprints: readonly string[]): Promise<Set<string>> {
    if (fingerprints.length === 0) return new Set();
    const rows = await this.database.query<{ fingerprint: string }>(
      `SELECT fingerprint
       FROM {inbound_message}
       WHERE fingerprint IN (${parameters(fingerprints.length)})`,
      [...fingerprints],
    );
    return new Set(rows.map(({ fingerprint }) => fingerprint));
  }

  private async insert(messages: readonly { message: NewInbound; publicId: string }[]): Promise<void> {
    const now = this.clock.now();
    await this.database.execute(
      `INSERT INTO {inbound_message}
         (public_id, created_at, modified_at, channel, source, mailbox_id, folder, uid_validity, uid,
          fingerprint, kind, status, error, from_address, subject, message_id, queue_item_id,
          removal_request, size, cut, raw, raw_until, pending_action)
       VALUES ${parameterRows(messages.length, 23)}`,
      messages.flatMap(({ message, publicId }) => {
        const { place, raw } = message;
        return [
          ...[publicId, now, now, 'email', message.source],
          ...[place?.mailboxId ?? null, place?.folder ?? null, place?.uidValidity ?? null],
          ...[place ? String(place.uid) : null, message.fingerprint, message.kind, message.status],
          ...[message.error?.slice(0, 1000) ?? null, message.fromAddress.slice(0, 320) || null],
          ...[message.subject.slice(0, 500) || null, message.messageId.slice(0, 500) || null],
          ...[message.itemId, message.removalRequest ? 'Open' : null, message.size, message.cut],
          ...[raw ? Buffer.from(raw) : null, raw ? message.rawUntil : null, message.pendingAction],
        ];
      }),
    );
  }

  /** Messages of a folder whose handling in the mailbox is still to be done. */
  async pending(
    mailboxId: number,
    folder: string,
    uidValidity: string,
    limit: number,
  ): Promise<PendingAction[]> {
    const rows = await this.database.query<{ id: number; uid: string; pending_action: string }>(
      `SELECT id, uid, pending_action
       FROM {inbound_message}
       WHERE mailbox_id = ?
         AND pending_action IS NOT NULL
         AND folder = ?
         AND uid_validity = ?
       ORDER BY id
       LIMIT ${limit}`,
      [mailboxId, folder, uidValidity],
    );
    return rows.map((row) => ({ id: row.id, uid: Number(row.uid), action: row.pending_action }));
  }

  async actionsDone(ids: number[]): Promise<void> {
    if (ids.length === 0) return;
    await this.database.execute(
      `UPDATE {inbound_message}
       SET pending_action = NULL
       WHERE id IN (${parameters(ids.length)})`,
      ids,
    );
  }

  /** @returns whether a request was open. */
  async closeRemovalRequest(id: number, status: 'Done' | 'Dismissed'): Promise<boolean> {
    const changed = await this.database.execute(
      `UPDATE {inbound_message}
       SET removal_request = ?, modified_at = ?
       WHERE id = ?
         AND removal_request = 'Open'`,
      [status, this.clock.now(), id],
    );
    return changed > 0;
  }

  async rawOf(publicId: string): Promise<Buffer | null> {
    const [row] = await this.database.query<{ raw: Buffer | null }>(
      `SELECT raw
       FROM {inbound_message}
       WHERE public_id = ?`,
      [publicId],
    );
    return row?.raw ?? null;
  }

  /** What a wish to be taken off is decided by. */
  async byPublicId(publicId: string): Promise<InboundAbout | undefined> {
    const [row] = await this.database.query<{
      id: number;
      from_address: string | null;
      queue_item_id: number | null;
    }>(
      `SELECT id, from_address, queue_item_id
       FROM {inbound_message}
       WHERE public_id = ?`,
      [publicId],
    );
    return row && { id: row.id, fromAddress: row.from_address, queueItemId: row.queue_item_id };
  }

  /** Forgets what was kept for long enough; that it came, and what was made of it, stays. @returns how many. */
  async purge(): Promise<number> {
    let total = 0;
    for (;;) {
      const purged = await this.database.execute(
        `UPDATE {inbound_message}
         SET raw = NULL, raw_until = NULL
         WHERE id IN (
           SELECT id
           FROM (
             SELECT id
             FROM {inbound_message}
             WHERE raw_until < ?
             ORDER BY raw_until
             LIMIT ${PURGE_BATCH}
           ) old
         )`,
        [this.clock.now()],
      );
      total += purged;
      if (purged < PURGE_BATCH) return total;
    }
  }

  /** Read again, under a new number or in another folder: what is to be done to it there has still to be done. */
  private async movedTo(messages: readonly NewInbound[]): Promise<void> {
    const moved = messages.flatMap(({ fingerprint, place, pendingAction }) =>
      place ? [{ fingerprint, ...place, pendingAction }] : [],
    );
    const where = ({ mailboxId, folder, uidValidity, pendingAction }: (typeof moved)[number]) => [
      ...[mailboxId, folder, uidValidity, pendingAction],
    ];
    for (const alike of inGroups(moved, where)) {
      const uids = new Map(alike.map(({ fingerprint, uid }) => [fingerprint, String(uid)]));
      await this.database.execute(
        `UPDATE {inbound_message}
         SET mailbox_id = ?, folder = ?, uid_validity = ?, pending_action = ?,
           uid = CASE fingerprint ${'WHEN ? THEN ? '.repeat(uids.size)}END
         WHERE fingerprint IN (${parameters(uids.size)})`,
        [...where(alike[0]!), ...[...uids].flat(), ...uids.keys()],
      );
    }
  }
}
