import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';
import type { FolderPositionView } from './folder-position.view.js';

/** How far each folder of a mailbox was read. */
@Injectable()
export class FolderPositions {
  constructor(private readonly database: Database) {}

  async ofMailbox(mailboxId: number): Promise<FolderPositionView[]> {
    const rows = await this.database.query<{
      path: string;
      uid_validity: string;
      last_uid: string;
      last_error: string | null;
    }>(
      `SELECT path, uid_validity, last_uid, last_error
       FROM {group_mailbox_folder}
       WHERE mailbox_id = ?
       ORDER BY path`,
      [mailboxId],
    );
    return rows.map((row) => ({
      path: row.path,
      uidValidity: row.uid_validity,
      lastUid: Number(row.last_uid),
      lastError: row.last_error,
    }));
  }

  /** The last UID that was read; 0 where the folder is new, or was numbered anew since. */
  async lastUid(mailboxId: number, path: string, uidValidity: string): Promise<number> {
    const known = (await this.ofMailbox(mailboxId)).find((one) => one.path === path);
    return known?.uidValidity === uidValidity ? known.lastUid : 0;
  }

  /** Call in the transaction that takes the message in. */
  async moveTo(mailboxId: number, path: string, uidValidity: string, lastUid: number): Promise<void> {
    await this.write(mailboxId, path, {
      uid_validity: uidValidity,
      last_uid: String(lastUid),
      last_error: null,
    });
  }

  async failed(mailboxId: number, path: string, error: string): Promise<void> {
    await this.write(mailboxId, path, { last_error: error.slice(0, 1000) });
  }

  /** Members that are not given keep what they hold. */
  private async write(mailboxId: number, path: string, values: Record<string, string | null>): Promise<void> {
    const { dialect } = this.database;
    const row = { uid_validity: '', last_uid: '0', last_error: null, ...values };
    await this.database.execute(
      `INSERT INTO {group_mailbox_folder}
         (mailbox_id, path, uid_validity, last_uid, last_error)
       VALUES (?, ?, ?, ?, ?)
       ${dialect.upsert(
         ['mailbox_id', 'path'],
         Object.fromEntries(Object.keys(values).map((name) => [name, dialect.inserted(name)])),
       )}`,
      [mailboxId, path, row.uid_validity, row.last_uid, row.last_error],
    );
  }
}
