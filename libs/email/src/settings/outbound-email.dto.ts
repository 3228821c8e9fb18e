import {
  BoolField,
  EmailField,
  EnumField,
  HostField,
  IntField,
  PasswordField,
  TextField,
  UrlField,
} from '@facteur/platform';
import { DkimKeyField } from '../dkim/dkim-key-field.js';
import { SMTP_CLIENTS } from '../transport/smtp-options.js';
import { SMTP_SECURITIES } from '../smtp-account/smtp-account.entity.js';

/** Outbound e-mail as an admin sets it; every field may be left out of a PATCH, null takes the default. */
export class OutboundEmailDto {
  @HostField({ description: 'Host of the system SMTP account' })
  smtpHost?: string | null;

  @IntField({ min: 1, max: 65535, example: 587 })
  smtpPort?: number | null;

  @EnumField(SMTP_SECURITIES)
  smtpSecurity?: string | null;

  @TextField()
  smtpUsername?: string | null;

  @PasswordField({
    description:
      'Write-only; stored encrypted. To be given again when host, port, security or user name change',
  })
  smtpPassword?: string | null;

  @IntField({ min: 1, max: 100, description: 'Connections at once' })
  smtpMaxConnections?: number | null;

  @EnumField(SMTP_CLIENTS, {
    description:
      'Pipelined is several times as fast; Standard, which asks one thing at a time, is for servers that do not bear it',
  })
  smtpClient?: string | null;

  @EmailField({ description: 'Sender of mailings that name none' })
  fromAddress?: string | null;

  @TextField()
  fromName?: string | null;

  @EmailField()
  replyToAddress?: string | null;

  @TextField()
  replyToName?: string | null;

  @IntField({
    min: 1,
    max: 10_000_000,
    description: 'Messages of one mailing in one run of the job; no limit when null',
  })
  maxPerBatch?: number | null;

  @IntField({
    min: 1,
    max: 10_000_000,
    description: 'Messages of all mailings in any 60 minutes, tests aside; no limit when null',
  })
  maxPerHour?: number | null;

  @IntField({ min: 1, max: 20, description: 'Attempts before a temporary refusal is final' })
  maxAttempts?: number | null;

  @IntField({
    min: 1,
    max: 8760,
    description: 'A mailing that is due for longer waits for a person; in hours',
  })
  lateAfterHours?: number | null;

  @BoolField({ description: 'Puts a pixel into HTML mail that tells when it is opened' })
  openTracking?: boolean | null;

  @BoolField({ description: 'Adds a link to opt out to mail that has none' })
  mandatoryOptOutLink?: boolean | null;

  @BoolField({ description: 'List-Unsubscribe and List-Unsubscribe-Post (RFC 2369, RFC 8058)' })
  listUnsubscribeHeaders?: boolean | null;

  @BoolField({ description: 'Puts [Test] before the subject of test messages' })
  testSubjectPrefix?: boolean | null;

  @BoolField({
    description: 'Gives each message an envelope sender of its own, so that bounces can be told apart',
  })
  verp?: boolean | null;

  @EmailField({ description: 'Envelope sender, where bounces go; the From address when null' })
  bounceAddress?: string | null;

  @UrlField({ description: 'Public address of this server; links in messages begin with it' })
  siteUrl?: string | null;

  @HostField({ example: 'example.com' })
  dkimDomain?: string | null;

  @HostField({ example: 'facteur' })
  dkimSelector?: string | null;

  @DkimKeyField()
  dkimPrivateKey?: string | null;

  @BoolField({
    description:
      'True says that server and site address are right, whoever chose them, so that links to sign in are mailed again; takes team:change',
  })
  isWaySure?: boolean | null;
}
