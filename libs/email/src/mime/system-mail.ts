import { Injectable } from '@nestjs/common';
import { Clock, newPublicId } from '@facteur/platform';
import { type OwnSender, SenderAccounts } from '../channel/sender-accounts.js';
import { OutboundEmailSettings } from '../settings/outbound-email-settings.js';
import type { SmtpAccount } from '../smtp-account/smtp-account.entity.js';
import { encodeHeader, formatMailbox, structuredHeader } from './header-encoding.js';
import { buildMime } from './mime-message.js';

/** Nothing is said by a mailing, so everything comes from the settings. */
export const NO_MAILING: OwnSender = {
  fromAddress: null,
  fromName: null,
  replyToAddress: null,
  replyToName: null,
};

export interface SingleMail {
  address: string;
  subject: string;
  text: string;
  html?: string | undefined;
  /** Beginning of its Message-ID. */
  kind: string;
}

/** A mail was not taken, in the server's words. */
export class NotTaken extends Error {
  /** @param isFinal the server will never take it for this address; else the account or the way to it is broken, or it is busy */
  constructor(
    reason: string,
    readonly isFinal: boolean,
  ) {
    super(reason);
  }
}

/** A mail of the system's own to one address, outside of any queue: written by a program, so nobody's holiday answers it (RFC 3834). */
@Injectable()
export class SystemMail {
  constructor(
    private readonly clock: Clock,
    private readonly settings: OutboundEmailSettings,
    private readonly accounts: SenderAccounts,
  ) {}

  /** Whom it will come from. @throws Error in words when there is nobody. */
  async sender(own: OwnSender = NO_MAILING, smtpAccount: SmtpAccount | null = null) {
    const account = this.accounts.of(own, smtpAccount, await this.settings.read());
    if (typeof account === 'string') throw new Error(account);
    return account;
  }

  /** @throws NotTaken */
  async send(
    account: Awaited<ReturnType<SystemMail['sender']>>,
    { address, subject, text, html, kind }: SingleMail,
  ): Promise<void> {
    const domain = new URL(`mail://${account.fromAddress.split('@')[1]}`).hostname;
    const headers = [
      structuredHeader('From', formatMailbox(account.fromAddress, account.fromName)),
      structuredHeader('To', formatMailbox(address, null)),
      encodeHeader('Subject', subject),
      `Date: ${this.clock.now().toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: <${kind}.${newPublicId()}@${domain}>`,
      'Auto-Submitted: auto-generated',
    ];
    const transport = account.open();
    try {
      const outcome = await transport.send({
        envelope: { from: account.bounceAddress, to: address },
        mime: buildMime({ headers, text, html, attachments: [] }),
      });
      if (outcome.kind !== 'delivered') throw new NotTaken(outcome.reason, outcome.kind === 'permanent');
    } finally {
      await transport.close();
    }
  }
}
