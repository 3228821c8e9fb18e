import { ApiProperty } from '@nestjs/swagger';
import { LongTextField } from '@facteur/platform';
import { EnabledField, settingsPart } from '../webhook-settings-part.js';

export const SENDGRID = { name: 'sendgrid', label: 'SendGrid' } as const;

export class SendGridSettingsDto {
  @EnabledField(SENDGRID)
  sendgridEnabled?: boolean | null;

  @LongTextField({ max: 2000, description: 'Verification key of the signed event webhook, in base64' })
  sendgridPublicKey?: string | null;
}

export class SendGridSettingsView {
  @ApiProperty({ type: Boolean, nullable: true })
  sendgridEnabled: boolean | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Verification key of the signed event webhook, in base64',
  })
  sendgridPublicKey: string | null;
}

export const SENDGRID_SETTINGS = settingsPart({
  dto: SendGridSettingsDto,
  view: SendGridSettingsView,
  enabled: 'sendgridEnabled',
  needs: ['sendgridPublicKey'],
  secrets: [],
});
