import { ApiProperty } from '@nestjs/swagger';
import { TextField } from '@facteur/platform';
import { EnabledField, settingsPart } from '../webhook-settings-part.js';

export const MAILGUN = { name: 'mailgun', label: 'Mailgun' } as const;

export class MailgunSettingsDto {
  @EnabledField(MAILGUN)
  mailgunEnabled?: boolean | null;

  @TextField({ max: 400, description: 'HTTP webhook signing key; write-only; stored encrypted' })
  mailgunSigningKey?: string | null;
}

export class MailgunSettingsView {
  @ApiProperty({ type: Boolean, nullable: true })
  mailgunEnabled: boolean | null;

  @ApiProperty({ type: Boolean })
  hasMailgunSigningKey: boolean;
}

export const MAILGUN_SETTINGS = settingsPart({
  dto: MailgunSettingsDto,
  view: MailgunSettingsView,
  enabled: 'mailgunEnabled',
  needs: ['mailgunSigningKey'],
  secrets: ['mailgunSigningKey'],
});
