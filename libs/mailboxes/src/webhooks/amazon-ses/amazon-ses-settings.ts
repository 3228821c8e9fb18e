import { ApiProperty } from '@nestjs/swagger';
import { TextField } from '@facteur/platform';
import { EnabledField, settingsPart } from '../webhook-settings-part.js';

export const AMAZON_SES = { name: 'amazon-ses', label: 'Amazon SES' } as const;

export class AmazonSesSettingsDto {
  @EnabledField(AMAZON_SES)
  amazonSesEnabled?: boolean | null;

  @TextField({
    max: 400,
    example: 'arn:aws:sns:eu-west-1:123456789012:bounces',
    pattern: /^arn:/,
    patternHint: 'must be the ARN of an SNS topic',
  })
  amazonSesTopicArn?: string | null;
}

export class AmazonSesSettingsView {
  @ApiProperty({ type: Boolean, nullable: true })
  amazonSesEnabled: boolean | null;

  @ApiProperty({ type: String, nullable: true, description: 'The SNS topic whose messages count' })
  amazonSesTopicArn: string | null;
}

export const AMAZON_SES_SETTINGS = settingsPart({
  dto: AmazonSesSettingsDto,
  view: AmazonSesSettingsView,
  enabled: 'amazonSesEnabled',
  needs: ['amazonSesTopicArn'],
  secrets: [],
});
