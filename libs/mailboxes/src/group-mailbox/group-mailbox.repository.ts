import { Injectable } from '@nestjs/common';
import { Database, MOST_USERS, type UsedBy } from '@facteur/platform';
import { GroupMailbox } from './group-mailbox.entity.js';

@Injectable()
export class GroupMailboxRepository {
  constructor(private readonly database: Database) {}

  active(): Promise<GroupMailbox[]> {
    return this.database.run((manager) =>
      manager.find(GroupMailbox, { where: { status: 'Active' }, order: { id: 'ASC' } }),
    );
  }

  /** The boxes that take the bounces of an account; so many as are named. */
  async watching(smtpAccountId: string): Promise<UsedBy[]> {
    const boxes = await this.database.query<{ id: string; name: string }>(
      `SELECT public_id AS id, name
       FROM {group_mailbox}
       WHERE smtp_account_id = ?
       ORDER BY id
       LIMIT ${MOST_USERS}`,
      [smtpAccountId],
    );
    return boxes.map((box) => ({ type: 'Group Mailbox', ...box }));
  }
}
