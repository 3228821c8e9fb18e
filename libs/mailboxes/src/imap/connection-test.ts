import { Injectable } from '@nestjs/common';
import { foldersOf, type GroupMailbox } from '../group-mailbox/group-mailbox.entity.js';
import { type ConnectionFault, explainError } from './explain-error.js';
import { ImapConnections } from './imap-connections.js';

export interface ConnectionTestResult {
  ok: boolean;
  /** What is wrong, field by field. */
  errors: ConnectionFault[];
  /** All folders of the account, to choose from. */
  folders: string[];
  /** The server tells of new mail by itself (RFC 2177). */
  supportsIdle: boolean;
}

/** Tries a connection for a person who sets it up, and finds the folders that there are. */
@Injectable()
export class ConnectionTest {
  constructor(private readonly connections: ImapConnections) {}

  async run(box: GroupMailbox): Promise<ConnectionTestResult> {
    try {
      const client = await this.connections.open(box);
      try {
        const folders = (await client.list()).map(({ path }) => path);
        const missing = foldersOf(box).filter((path) => !folders.includes(path) && path !== 'INBOX');
        return {
          ok: missing.length === 0,
          errors: missing.map((path) => ({ field: 'folders', reason: `There is no folder "${path}".` })),
          folders,
          supportsIdle: client.capabilities.has('IDLE'),
        };
      } finally {
        await client.logout().catch(() => client.close());
      }
    } catch (error) {
      return { ok: false, errors: [explainError(error, box)], folders: [], supportsIdle: false };
    }
  }
}
