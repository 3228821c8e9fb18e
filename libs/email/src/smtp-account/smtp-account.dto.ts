import { OmitType, PartialType } from '@nestjs/swagger';
import {
  BoolField,
  EmailField,
  EnumField,
  HostField,
  IntField,
  PasswordField,
  TextField,
} from '@facteur/platform';
import { DkimKeyField } from '../dkim/dkim-key-field.js';
import { SMTP_CLIENTS } from '../transport/smtp-options.js';
import { SMTP_SECURITIES } from './smtp-account.entity.js';

const CLIENT_WORDS =
  'Pipelined is several times as fast; Standard, which asks one thing at a time, is for servers that do not bear it. As in the outbound e-mail settings when null';

export class CreateSmtpAccountDto {
  @TextField({ required: true, example: 'Newsletter relay' })
  name: string;

  @HostField({ required: true })
  host: string;

  @IntField({ min: 1, max: 65535, example: 587 })
  port?: number;

  @EnumField(SMTP_SECURITIES, { description: 'STARTTLS refuses to send when the server does not offer it' })
  security?: string;

  @TextField()
  username?: string | null;

  @PasswordField({
    description:
      'Write-only; stored encrypted. To be given again when host, port, security or user name change',
  })
  password?: string | null;

  @BoolField({ description: 'Mass e-mails may be sent through it; true when absent' })
  isForMassEmail?: boolean;

  @IntField({ min: 1, max: 100, description: 'Connections at once' })
  maxConnections?: number | null;

  @EnumField(SMTP_CLIENTS, { description: CLIENT_WORDS })
  client?: string | null;

  @EmailField()
  fromAddress?: string | null;

  @TextField()
  fromName?: string | null;

  @EmailField()
  replyToAddress?: string | null;

  @TextField()
  replyToName?: string | null;

  @EmailField({ description: 'Where bounces of its mail go; as in the outbound e-mail settings when null' })
  bounceAddress?: string | null;

  @HostField({ example: 'example.com' })
  dkimDomain?: string | null;

  @HostField({ example: 'facteur' })
  dkimSelector?: string | null;

  @DkimKeyField()
  dkimPrivateKey?: string | null;
}

export class UpdateSmtpAccountDto extends PartialType(CreateSmtpAccountDto, { skipNullProperties: false }) {}

/** An account that need not have a name yet. */
export class TestSmtpAccountDto extends OmitType(CreateSmtpAccountDto, ['name']) {
  @TextField()
  name?: string;
}
