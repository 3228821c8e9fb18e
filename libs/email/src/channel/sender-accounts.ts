import { Injectable } from '@nestjs/common';
import { AccountUnavailable, type Transport } from '@facteur/dispatch';
import { OutboundPolicy, SecretBox } from '@facteur/platform';
import { faultOfDkimKey } from '../dkim/dkim-key-field.js';
import type { MassEmail } from '../mass-email/mass-email.entity.js';
import type { OutboundEmail } from '../settings/outbound-email-settings.js';
import type { SmtpAccount } from '../smtp-account/smtp-account.entity.js';
import { BulkSmtpTransport } from '../transport/bulk/bulk-transport.js';
import { EmailTransports } from '../transport/email-transport-plugin.js';
import type { EmailMessage } from '../transport/email-message.js';
import type { SmtpOptions } from '../transport/smtp-options.js';
import { SmtpTransport } from '../transport/smtp-transport.js';

/** Whom a mailing comes from, and the way out. */
export interface SendingAccount {
  fromAddress: string;
  fromName: string | null;
  replyToAddress: string | null;
  replyToName: string | null;
  /** Envelope sender, where bounces go. */
  bounceAddress: string;
  options: SmtpOptions;
  /** For a single letter. */
  open(): Transport<EmailMessage>;
  /** For the letters of a mailing. */
  openForMailing(): Transport<EmailMessage>;
}

const nobody = () => {
  throw new AccountUnavailable('A preview is not sent.');
};

/** Stands in for a sender that is not set yet, where nothing is sent. */
export const NOBODY: SendingAccount = {
  fromAddress: 'preview@example.com',
  fromName: null,
  replyToAddress: null,
  replyToName: null,
  bounceAddress: 'preview@example.com',
  options: undefined as never,
  open: nobody,
  openForMailing: nobody,
};

/** What a mailing says of its sender. */
export type OwnSender = Pick<MassEmail, 'fromAddress' | 'fromName' | 'replyToAddress' | 'replyToName'>;

/** Finds the account of a mailing: its own SMTP account, or the system's. */
@Injectable()
export class SenderAccounts {
  constructor(
    private readonly secrets: SecretBox,
    private readonly policy: OutboundPolicy,
    private readonly transports: EmailTransports,
  ) {}

  /** The account's From and Reply-To fill in only what the mailing leaves empty. A string says what is missing. */
  of(email: OwnSender, account: SmtpAccount | null, settings: OutboundEmail): SendingAccount | string {
    const own = account ?? settings;
    const fromAddress = this.fromAddressOf(email, account, settings);
    const host = account ? account.host : settings.smtpHost;
    if (!host)
      return 'There is no SMTP server: set one in the outbound e-mail settings, or SMTP_URL in the environment.';
    const from = email.fromAddress ? email : own.fromAddress ? own : settings;
    const replyTo = email.replyToAddress ? email : own;
    const options = { ...this.optionsOf(account, settings), host };
    const other = this.transports.for(options);
    const name = account ? `SMTP account "${account.name}"` : 'The system SMTP account';
    const words = `${name} (${host}:${options.port})`;
    return {
      fromAddress,
      fromName: email.fromName ?? from.fromName,
      replyToAddress: replyTo.replyToAddress,
      replyToName: replyTo.replyToName,
      bounceAddress: account?.bounceAddress ?? settings.bounceAddress ?? fromAddress,
      options,
      open: () => other?.open(options) ?? new SmtpTransport(options, words, this.policy),
      openForMailing: () =>
        other?.open(options) ??
        ((account?.client ?? settings.smtpClient) === 'Standard'
          ? new SmtpTransport(options, words, this.policy)
          : new BulkSmtpTransport(options, words, this.policy)),
    };
  }

  fromAddressOf(email: OwnSender, account: SmtpAccount | null, settings: OutboundEmail): string {
    return email.fromAddress ?? account?.fromAddress ?? settings.fromAddress;
  }

  /** How to reach an account, the system's where there is none. */
  optionsOf(account: SmtpAccount | null, settings: OutboundEmail): Omit<SmtpOptions, 'host'> {
    return account ? this.ofAccount(account, settings) : ofSettings(settings);
  }

  private ofAccount(account: SmtpAccount, settings: OutboundEmail): Omit<SmtpOptions, 'host'> {
    const { port, security, username } = account;
    const key = account.dkimPrivateKey ? this.secrets.decrypt(account.dkimPrivateKey) : null;
    return {
      port,
      security,
      username,
      password: account.password ? this.secrets.decrypt(account.password) : null,
      maxConnections: account.maxConnections ?? settings.smtpMaxConnections,
      dkim:
        dkimOf(account.dkimDomain, account.dkimSelector, key) ??
        dkimOf(settings.dkimDomain, settings.dkimSelector, settings.dkimPrivateKey),
    };
  }
}

function ofSettings(settings: OutboundEmail): Omit<SmtpOptions, 'host'> {
  return {
    port: settings.smtpPort,
    security: settings.smtpSecurity,
    username: settings.smtpUsername,
    password: settings.smtpPassword,
    maxConnections: settings.smtpMaxConnections,
    dkim: dkimOf(settings.dkimDomain, settings.dkimSelector, settings.dkimPrivateKey),
  };
}

function dkimOf(domainName: string | null, keySelector: string | null, privateKey: string | null) {
  const complete = domainName && keySelector && privateKey && faultOfDkimKey(privateKey) === undefined;
  return complete ? { domainName, keySelector, privateKey } : null;
}
