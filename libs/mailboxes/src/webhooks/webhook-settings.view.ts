import { ApiProperty, IntersectionType } from '@nestjs/swagger';
import { WEBHOOK_PROVIDERS } from './webhook-providers.js';

/** What is shown of all providers. */
export class WebhookSettingsView extends IntersectionType(
  ...WEBHOOK_PROVIDERS.map(({ settings }) => settings.view),
) {
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Where each provider is to call, by the first word of its members',
    example: { amazonSes: 'https://crm.example.com/hooks/amazon-ses' },
  })
  urls: Record<string, string>;
}
