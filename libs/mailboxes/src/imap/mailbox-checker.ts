import { Injectable, Logger } from '@nestjs/common';
import type { ImapFlow } from 'imapflow';
import { Clock, doing } from '@facteur/platform';
import { foldersOf, type GroupMailbox } from '../group-mailbox/group-mailbox.entity.js';
import type { MailFromBox } from '../inbound/arrivals.js';
import { groupBySize } from '../inbound/group-by-size.js';
import { InboundMail } from '../inbound/inbound-mail.js';
import { LIMITS } from '../reader/limits.js';
import { CheckLeases } from './check-leases.repository.js';
import type { CheckView } from './check.view.js';
import { explainError } from './explain-error.js';
import { FolderPositions } from './folder-positions.repository.js';
import { HandledActions } from './handled-actions.js';
import { ImapConnections } from './imap-connections.js';

/** Messages whose sizes are asked for at once. */
const SLICE = 100;
/** Bytes that are fetched at once, so that memory does not grow with the mailbox. */
const FETCH = 4 * 1024 * 1024;

/** Reads what is new in a mailbox, in ranges, each message once. */
@Injectable()
export class MailboxChecker {
  private readonly logger = new Logger(MailboxChecker.name);

  constructor(
    private readonly connections: ImapConnections,
    private readonly leases: CheckLeases,
    private readonly positions: FolderPositions,
    private readonly inbound: InboundMail,
    private readonly actions: HandledActions,
    private readonly clock: Clock,
  ) {}

  /** Never throws for what is wrong with the mailbox: that is written down with it, and answered. */
  check(box: GroupMailbox): Promise<CheckView> {
    return doing('read mailbox', { mailbox: box.publicId }, () => this.checkNow(box));
  }

  private async checkNow(box: GroupMailbox): Promise<CheckView> {
    const mark = await this.leases.claim(box.id);
    if (mark === undefined) return { busy: true };
    const result: CheckView = { read: 0 };
    let error: string | null = null;
    try {
      const client = await this.connections.open(box);
      try {
        error = await this.readFolders(client, box, mark, result);
      } finally {
        await client.logout().catch(() => client.close());
      }
    } catch (failure) {
      error = explainError(failure, box).reason;
      this.logger.warn(`Group mailbox ${box.name}: ${error}`);
    } finally {
      await this.leases.release(box.id, mark, error);
    }
    return error === null ? result : { ...result, error };
  }

  /** A folder that cannot be read does not keep the others waiting. @returns what was wrong. */
  private async readFolders(
    client: ImapFlow,
    box: GroupMailbox,
    mark: string,
    result: CheckView,
  ): Promise<string | null> {
    const faults: string[] = [];
    for (const path of foldersOf(box)) {
      try {
        await this.readFolder(client, box, path, mark, result);
      } catch (error) {
        if (!client.usable) throw error;
        const { reason } = explainError(error, box);
        faults.push(`${path}: ${reason}`);
        await this.positions.failed(box.id, path, reason);
      }
    }
    return faults.length ? faults.join('; ') : null;
  }

  private async readFolder(
    client: ImapFlow,
    box: GroupMailbox,
    path: string,
    mark: string,
    result: CheckView,
  ): Promise<void> {
    const lock = await client.getMailboxLock(path);
    try {
      const uidValidity = String((client.mailbox as { uidValidity: bigint }).uidValidity);
      const refused = await this.act(client, box, path, uidValidity);
      const uids = await this.newUids(client, box, path, uidValidity);
      for (let at = 0; at < uids.length; at += SLICE) {
        await this.readSlice(client, box, { path, uidValidity }, uids.slice(at, at + SLICE), result);
        if (!refused) await this.actions.perform(client, box, path, uidValidity);
        await this.leases.renew(box.id, mark);
      }
      if (refused) throw refused;
    } finally {
      lock.release();
    }
  }

  /** What was left to do. A server that refuses it does not keep new mail from being read; it is told afterwards. */
  private async act(
    client: ImapFlow,
    box: GroupMailbox,
    path: string,
    uidValidity: string,
  ): Promise<Error | undefined> {
    try {
      await this.actions.perform(client, box, path, uidValidity);
      return undefined;
    } catch (error) {
      if (!client.usable) throw error;
      return error as Error;
    }
  }

  private async newUids(client: ImapFlow, box: GroupMailbox, path: string, uidValidity: string) {
    const last = await this.positions.lastUid(box.id, path, uidValidity);
    const found = await client.search(
      { uid: `${last + 1}:*`, ...(box.fetchSince ? { since: box.fetchSince } : {}) },
      { uid: true },
    );
    // "5:*" names the last message even where it is older than 5 (RFC 9051, 9: seq-range).
    if (!Array.isArray(found)) throw new Error('The server refuses to search the folder.');
    return found.filter((uid) => uid > last).sort((a, b) => a - b);
  }

  private async readSlice(
    client: ImapFlow,
    box: GroupMailbox,
    folder: { path: string; uidValidity: string },
    uids: number[],
    result: CheckView,
  ): Promise<void> {
    const sizes = await client.fetchAll(
      uids.join(','),
      { uid: true, size: true, internalDate: true },
      { uid: true },
    );
    const asked = sizes
      .map(({ uid, size = 0, internalDate }) => ({ uid, size, receivedAt: internalDate }))
      .sort((a, b) => a.uid - b.uid);
    for (const group of groupBySize(asked, LIMITS.message, FETCH)) {
      const fetched = await client.fetchAll(
        group.map(({ uid }) => uid).join(','),
        { uid: true, source: { start: 0, maxLength: LIMITS.message } },
        { uid: true },
      );
      const sources = new Map(fetched.map(({ uid, source }) => [uid, source]));
      const mails = group.flatMap(({ uid, size, receivedAt }): MailFromBox[] => {
        const raw = sources.get(uid);
        // Gone between the two questions: somebody else took it out of the folder.
        if (!raw) return [];
        return [
          {
            place: { mailboxId: box.id, folder: folder.path, uidValidity: folder.uidValidity, uid },
            ...{ raw, size, receivedAt: receivedAt ? new Date(receivedAt) : this.clock.now() },
            handledAction: box.handledAction === 'Leave' ? null : box.handledAction,
          },
        ];
      });
      const outcomes = await this.inbound.receiveAll(mails);
      const read = group.at(-1)!.uid;
      // Behind them: what was taken in before a crash is known when it is read again.
      await this.positions.moveTo(box.id, folder.path, folder.uidValidity, read);
      for (const outcome of outcomes) result[outcome] = (result[outcome] ?? 0) + 1;
      result.read = (result.read ?? 0) + outcomes.length;
    }
    const last = uids.at(-1);
    if (last !== undefined) await this.positions.moveTo(box.id, folder.path, folder.uidValidity, last);
  }
}
