import { ApiProperty } from '@nestjs/swagger';
import { SMTP_CLIENTS } from '../transport/smtp-options.js';
import { SMTP_SECURITIES } from '../smtp-account/smtp-account.entity.js';

/** Outbound e-mail as it holds, with the defaults for what nobody chose. */
export class OutboundEmailView {
  @ApiProperty({ type: String, nullable: true, description: 'Null: there is no system SMTP account' })
  smtpHost: string | null;

  @ApiProperty({ type: 'integer' })
  smtpPort: number;

  @ApiProperty({ type: String, enum: [...SMTP_SECURITIES] })
  smtpSecurity: string;

  @ApiProperty({ type: String, nullable: true })
  smtpUsername: string | null;

  @ApiProperty({ type: 'integer', description: 'Connections at once' })
  smtpMaxConnections: number;

  @ApiProperty({ type: String, enum: [...SMTP_CLIENTS], description: 'By which client mailings go out' })
  smtpClient: string;

  @ApiProperty({ type: String, description: 'Sender of mailings that name none' })
  fromAddress: string;

  @ApiProperty({ type: String, nullable: true })
  fromName: string | null;

  @ApiProperty({ type: String, nullable: true })
  replyToAddress: string | null;

  @ApiProperty({ type: String, nullable: true })
  replyToName: string | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Messages of one mailing in one run of the job; no limit when null',
  })
  maxPerBatch: number | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'Messages of all mailings in any 60 minutes, tests aside; no limit when null',
  })
  maxPerHour: number | null;

  @ApiProperty({ type: 'integer', description: 'Attempts before a temporary refusal is final' })
  maxAttempts: number;

  @ApiProperty({
    type: 'integer',
    description: 'A mailing that is due for longer waits for a person; in hours',
  })
  lateAfterHours: number;

  @ApiProperty({ type: Boolean, description: 'A pixel in HTML mail tells when it is opened' })
  openTracking: boolean;

  @ApiProperty({ type: Boolean, description: 'Adds a link to opt out to mail that has none' })
  mandatoryOptOutLink: boolean;

  @ApiProperty({
    type: Boolean,
    description: 'List-Unsubscribe and List-Unsubscribe-Post (RFC 2369, RFC 8058)',
  })
  listUnsubscribeHeaders: boolean;

  @ApiProperty({ type: Boolean, description: 'Puts [Test] before the subject of test messages' })
  testSubjectPrefix: boolean;

  @ApiProperty({
    type: Boolean,
    description: 'Each message has an envelope sender of its own, so that bounces can be told apart',
  })
  verp: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Envelope sender, where bounces go; the From address when null',
  })
  bounceAddress: string | null;

  @ApiProperty({
    type: String,
    description: 'Public address of this server; links in messages begin with it',
  })
  siteUrl: string;

  @ApiProperty({
    type: Boolean,
    description:
      'False: somebody who may not change people chose server or site address, and no link to sign in is mailed until one who may says that it is right',
  })
  isWaySure: boolean;

  @ApiProperty({ type: String, nullable: true })
  dkimDomain: string | null;

  @ApiProperty({ type: String, nullable: true })
  dkimSelector: string | null;

  @ApiProperty({ type: Boolean })
  hasSmtpPassword: boolean;

  @ApiProperty({ type: Boolean })
  hasDkimPrivateKey: boolean;
}
