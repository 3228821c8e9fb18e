import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Gate } from '@facteur/platform';
import { foldersOf, type GroupMailbox } from '../group-mailbox/group-mailbox.entity.js';
import type { ConnectionTestView } from './connection-test.view.js';
import { explainError } from './explain-error.js';
import { ImapConnections } from './imap-connections.js';

const WHOLE_TEST = 15_000;
const PATIENCE = 5_000;
const LATE: ConnectionTestView = {
  ok: false,
  errors: [{ field: 'host', reason: 'It took longer than fifteen seconds.' }],
  folders: [],
  supportsIdle: false,
};

/** Tries a connection for a person who sets it up, and finds the folders that there are. */
@Injectable()
export class ConnectionTest {
  /** One at a time, so that nobody asks a whole network with it. */
  private readonly gate = new Gate(1, 3);

  constructor(private readonly connections: ImapConnections) {}

  /** Within fifteen seconds. @throws Problem 429 while others are being tried. */
  async run(box: GroupMailbox): Promise<ConnectionTestView> {
    return this.gate.passOrRefuse(() =>
      Promise.race([this.try(box), pause(WHOLE_TEST, LATE, { ref: false })]),
    );
  }

  private async try(box: GroupMailbox): Promise<ConnectionTestView> {
    try {
      const client = await this.connections.open(box, { patience: PATIENCE });
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
