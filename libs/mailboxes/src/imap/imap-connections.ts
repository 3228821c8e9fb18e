import { Injectable } from '@nestjs/common';
import { ImapFlow } from 'imapflow';
import { isIP } from 'node:net';
import { MINUTE, OutboundPolicy, SecretBox } from '@facteur/platform';
import type { GroupMailbox } from '../group-mailbox/group-mailbox.entity.js';
import { accessToken } from './oauth-token.js';

const CONNECT_TIMEOUT = 20_000;
const SILENCE_TIMEOUT = 60_000;
/** IDLE is begun anew before servers and routers lose patience (RFC 2177: 29 minutes). */
const IDLE_FOR = 5 * MINUTE;

/** Opens IMAP connections to group mailboxes. */
@Injectable()
export class ImapConnections {
  constructor(
    private readonly secrets: SecretBox,
    private readonly policy: OutboundPolicy,
  ) {}

  /** @param idle for a connection that waits for mail rather than fetching it. @throws Error; see explainError */
  async open(box: GroupMailbox, { idle = false, patience = CONNECT_TIMEOUT } = {}): Promise<ImapFlow> {
    const client = new ImapFlow({
      host: await this.policy.addressOf(box.host, 'mail'),
      // The certificate is compared with the name that was typed, wherever it leads.
      ...(isIP(box.host) ? {} : { servername: box.host }),
      port: box.port,
      secure: box.security === 'TLS',
      doSTARTTLS: box.security === 'TLS' ? undefined : box.security === 'STARTTLS',
      auth: { user: box.username, ...(await this.credentials(box)) },
      logger: false,
      disableAutoIdle: !idle,
      maxIdleTime: IDLE_FOR,
      connectionTimeout: patience,
      greetingTimeout: patience,
      socketTimeout: idle ? IDLE_FOR + SILENCE_TIMEOUT : Math.min(SILENCE_TIMEOUT, 3 * patience),
      clientInfo: { name: 'Facteur' },
    });
    // A connection that breaks between commands reports it here; the next command fails and says so.
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch (error) {
      client.close();
      throw error;
    }
    return client;
  }

  private async credentials(box: GroupMailbox) {
    const open = (text: string | null) => (text ? this.secrets.decrypt(text) : null);
    if (box.authMethod !== 'OAuth2') return { pass: open(box.password) ?? '' };
    return {
      accessToken: await accessToken(box, this.policy, {
        clientSecret: open(box.oauthClientSecret),
        refreshToken: open(box.oauthRefreshToken),
      }),
    };
  }
}
