import { ApiProperty } from '@nestjs/swagger';
import { TextField } from '@facteur/platform';
import { EnabledField, settingsPart } from '../webhook-settings-part.js';

export const POSTMARK = { name: 'postmark', label: 'Postmark' } as const;

export class PostmarkSettingsDto {
  @EnabledField(POSTMARK)
  postmarkEnabled?: boolean | null;

  @TextField({ max: 200, description: 'User name in the address that Postmark calls' })
  postmarkUsername?: string | null;

  @TextField({ max: 400, description: 'Password in that address; write-only; stored encrypted' })
  postmarkPassword?: string | null;
}

export class PostmarkSettingsView {
  @ApiProperty({ type: Boolean, nullable: true })
  postmarkEnabled: boolean | null;

  @ApiProperty({ type: String, nullable: true, description: 'User name in the address that Postmark calls' })
  postmarkUsername: string | null;

  @ApiProperty({ type: Boolean })
  hasPostmarkPassword: boolean;
}

export const POSTMARK_SETTINGS = settingsPart({
  dto: PostmarkSettingsDto,
  view: PostmarkSettingsView,
  enabled: 'postmarkEnabled',
  needs: ['postmarkUsername', 'postmarkPassword'],
  secrets: ['postmarkPassword'],
});
