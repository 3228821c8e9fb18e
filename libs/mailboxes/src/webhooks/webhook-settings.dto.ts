import { IntersectionType } from '@nestjs/swagger';
import { WEBHOOK_PROVIDERS } from './webhook-providers.js';

/** The members of all providers. */
export class WebhookSettingsDto extends IntersectionType(
  ...WEBHOOK_PROVIDERS.map(({ settings }) => settings.dto),
) {}
