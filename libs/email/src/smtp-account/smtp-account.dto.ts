import { PartialType } from '@nestjs/swagger';
import { EmailField, EnumField, IntField, LongTextField, TextField } from '@facteur/platform';
import { SMTP_SECURITIES } from './smtp-account.entity.js';

const HOST = { pattern: /^[\w.:-]+$/, patternHint: 'must be a host name or address' };

export class CreateSmtpAccountDto {
  @TextField({ required: true, example: 'Newsletter relay' })
  name: string;

  @TextField({ required: true, example: 'smtp.example.com', ...HOST })
  host: string;

  @IntField({ min: 1, max: 65535, example: 587 })
  port?: number;

  @EnumField(SMTP_SECURITIES, { description: 'STARTTLS refuses to send when the server does not offer it' })
  security?: string;

  @TextField()
  username?: string | null;

  @TextField({ description: 'Write-only; stored encrypted' })
  password?: string | null;

  @IntField({ min: 1, max: 100, description: 'Connections at once' })
  maxConnections?: number | null;

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

  @TextField({ example: 'example.com', ...HOST })
  dkimDomain?: string | null;

  @TextField({ max: 100, example: 'facteur', ...HOST })
  dkimSelector?: string | null;

  @LongTextField({ max: 10_000, description: 'PEM; write-only; stored encrypted' })
  dkimPrivateKey?: string | null;
}

export class UpdateSmtpAccountDto extends PartialType(CreateSmtpAccountDto, { skipNullProperties: false }) {}
