import { Injectable } from '@nestjs/common';
import { Clock, Database, parameters, newPublicId } from '@facteur/platform';

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

/** What came in, kept as it was for a while. */
@Injectable()
export class InboundRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Those of some fingerprints that are there already. Index: the unique one. */
  async knownOf(fingerprints: string[]): Promise<Set<string>> {
    if (fingerprints.length === 0) return new Set();
    const rows = await this.database.query<{ fingerprint: string }>(
      `SELECT fingerprint
       FROM {inbound_message}
       WHERE fingerprint IN (${parameters(fingerprints.length)})`,
      fingerprints,
    );
    return new Set(rows.map(({ fingerprint }) => fingerprint));
  }

  /**
   * @param isNew when whoever asks has looked already
   * @returns the public id, or undefined when the very same message is there already.
   */
  async add(message: NewInbound, isNew = false): Promise<string | undefined> {
    const now = this.clock.now();
    const known = isNew ? undefined : await this.find(message.fingerprint);
    if (known) {
      if (message.place) await this.movedTo(known.id, message.place, message.pendingAction);
      return undefined;
    }
    const publicId = newPublicId();
    const row: Record<string, unknown> = {
      public_id: publicId,
      created_at: now,
      modified_at: now,
      channel: 'email',
      source: message.source,
      mailbox_id: message.place?.mailboxId ?? null,
      folder: message.place?.folder ?? null,
      uid_validity: message.place?.uidValidity ?? null,
      uid: message.place ? String(message.place.uid) : null,
      fingerprint: message.fingerprint,
      kind: message.kind,
      status: message.status,
      error: message.error?.slice(0, 1000) ?? null,
      from_address: message.fromAddress.slice(0, 320) || null,
      subject: message.subject.slice(0, 500) || null,
      message_id: message.messageId.slice(0, 500) || null,
      queue_item_id: message.itemId,
      removal_request: message.removalRequest ? 'Open' : null,
      size: message.size,
      cut: message.cut,
      raw: message.raw ? Buffer.from(message.raw) : null,
      raw_until: message.raw ? message.rawUntil : null,
      pending_action: message.pendingAction,
    };
    const names = Object.keys(row);
    await this.database.execute(
      `INSERT INTO {inbound_message}
         (${names.join(', ')})
       VALUES (${parameters(names.length)})`,
      Object.values(row),
    );
    return publicId;
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

  private async find(fingerprint: string): Promise<{ id: number } | undefined> {
    const [row] = await this.database.query<{ id: number }>(
      `SELECT id
       FROM {inbound_message}
       WHERE fingerprint = ?`,
      [fingerprint],
    );
    return row;
  }

  /** Read again, under a new number or in another folder: what is to be done to it there has still to be done. */
  private async movedTo(id: number, place: MailboxPlace, pendingAction: string | null): Promise<void> {
    await this.database.execute(
      `UPDATE {inbound_message}
       SET mailbox_id = ?, folder = ?, uid_validity = ?, uid = ?, pending_action = ?
       WHERE id = ?`,
      [place.mailboxId, place.folder, place.uidValidity, String(place.uid), pendingAction, id],
    );
  }
}
