import { PartialType } from '@nestjs/swagger';
import {
  BoolField,
  DateField,
  EmailField,
  EnumField,
  HostField,
  IdField,
  IntField,
  LongTextField,
  PasswordField,
  TextField,
  TextListField,
  UrlField,
} from '@facteur/platform';
import { AUTH_METHODS, HANDLED_ACTIONS, IMAP_SECURITIES, MAILBOX_STATUSES } from './group-mailbox.entity.js';

/** How to get into the account. */
export class ConnectionDto {
  @HostField({ required: true, example: 'imap.example.com' })
  host: string;

  @IntField({ min: 1, max: 65535, example: 993 })
  port?: number;

  @EnumField(IMAP_SECURITIES, { description: 'STARTTLS refuses to go on when the server does not offer it' })
  security?: string;

  @EnumField(AUTH_METHODS)
  authMethod?: string;

  @TextField({ required: true, example: 'bounces@example.com' })
  username: string;

  @PasswordField({
    description:
      'Write-only; stored encrypted. To be given again when host, port, security, user name or way of signing in change',
  })
  password?: string | null;

  @UrlField({
    description: 'Where access tokens are asked for (OAuth 2)',
    example: 'https://oauth2.googleapis.com/token',
  })
  oauthTokenUrl?: string | null;

  @TextField()
  oauthClientId?: string | null;

  @TextField({ max: 4000, description: 'Write-only; stored encrypted' })
  oauthClientSecret?: string | null;

  @LongTextField({
    max: 10_000,
    description: 'Write-only; stored encrypted. Without one the client credentials grant is used',
  })
  oauthRefreshToken?: string | null;

  @TextField({ max: 1000, example: 'https://outlook.office365.com/.default' })
  oauthScope?: string | null;

  @TextListField({ max: 20, description: 'Folders to watch; INBOX when left out' })
  folders?: string[];
}

/** What takes the place of what is saved, for a try. */
export class TestStoredDto extends PartialType(ConnectionDto, { skipNullProperties: false }) {}

export class CreateGroupMailboxDto extends ConnectionDto {
  @TextField({ required: true, example: 'Bounces' })
  name: string;

  @EmailField({ description: 'Address whose mail ends up here' })
  emailAddress?: string | null;

  @EnumField(MAILBOX_STATUSES)
  status?: string;

  @DateField({ description: 'Older mail is left unread' })
  fetchSince?: Date | null;

  @EnumField(HANDLED_ACTIONS, {
    description: 'What is done to a report about our mail once it was handled; all other mail is left alone',
  })
  handledAction?: string;

  @TextField({ description: 'Folder for Move; made when it is missing' })
  handledFolder?: string | null;

  @BoolField({ description: 'Keeps a connection open so that mail is read as it comes (IMAP IDLE)' })
  idle?: boolean;

  @IdField({ description: 'SMTP account whose bounces come here' })
  smtpAccountId?: string | null;
}

export class UpdateGroupMailboxDto extends PartialType(CreateGroupMailboxDto, {
  skipNullProperties: false,
}) {}
