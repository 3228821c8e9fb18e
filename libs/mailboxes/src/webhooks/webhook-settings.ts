import { Body, Get, Injectable, Patch } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import {
  ApiController,
  BoolField,
  type FieldFault,
  Installation,
  InvalidInput,
  LongTextField,
  SecretBox,
  SettingsStore,
  TextField,
} from '@facteur/platform';

export class WebhookSettingsDto {
  @BoolField({ description: 'Takes events of Amazon SES at /hooks/amazon-ses' })
  amazonSesEnabled?: boolean | null;

  @TextField({
    max: 400,
    example: 'arn:aws:sns:eu-west-1:123456789012:bounces',
    pattern: /^arn:/,
    patternHint: 'must be the ARN of an SNS topic',
  })
  amazonSesTopicArn?: string | null;

  @BoolField({ description: 'Takes events of SendGrid at /hooks/sendgrid' })
  sendgridEnabled?: boolean | null;

  @LongTextField({ max: 2000, description: 'Verification key of the signed event webhook, in base64' })
  sendgridPublicKey?: string | null;

  @BoolField({ description: 'Takes events of Mailgun at /hooks/mailgun' })
  mailgunEnabled?: boolean | null;

  @TextField({ max: 400, description: 'HTTP webhook signing key; write-only; stored encrypted' })
  mailgunSigningKey?: string | null;

  @BoolField({ description: 'Takes events of Postmark at /hooks/postmark' })
  postmarkEnabled?: boolean | null;

  @TextField({ max: 200, description: 'User name in the address that Postmark calls' })
  postmarkUsername?: string | null;

  @TextField({ max: 400, description: 'Password in that address; write-only; stored encrypted' })
  postmarkPassword?: string | null;
}

type Stored = { [Name in keyof WebhookSettingsDto]-?: NonNullable<WebhookSettingsDto[Name]> | null };

const NAME = 'delivery-webhooks';
const SECRETS = ['mailgunSigningKey', 'postmarkPassword'] as const;
const DEFAULTS: Stored = {
  amazonSesEnabled: false,
  amazonSesTopicArn: null,
  sendgridEnabled: false,
  sendgridPublicKey: null,
  mailgunEnabled: false,
  mailgunSigningKey: null,
  postmarkEnabled: false,
  postmarkUsername: null,
  postmarkPassword: null,
};

/** What each webhook needs before it may be switched on. */
const NEEDS: [keyof Stored, (keyof Stored)[]][] = [
  ['amazonSesEnabled', ['amazonSesTopicArn']],
  ['sendgridEnabled', ['sendgridPublicKey']],
  ['mailgunEnabled', ['mailgunSigningKey']],
  ['postmarkEnabled', ['postmarkUsername', 'postmarkPassword']],
];

@Injectable()
export class WebhookSettings {
  constructor(
    private readonly settings: SettingsStore,
    private readonly secrets: SecretBox,
    private readonly installation: Installation,
  ) {}

  /** With secrets in clear, for checking signatures alone. */
  async read(): Promise<Stored> {
    const stored = { ...DEFAULTS, ...(await this.settings.read<Stored>(NAME)) };
    for (const name of SECRETS) {
      const sealed = stored[name];
      if (sealed) stored[name] = this.secrets.decrypt(sealed);
    }
    return stored;
  }

  /** What the API shows: secrets never, only whether they are there. */
  async view() {
    const { mailgunSigningKey, postmarkPassword, ...rest } = await this.read();
    const siteUrl = await this.installation.siteUrl();
    const at = (provider: string) => `${siteUrl}/hooks/${provider}`;
    return {
      ...rest,
      hasMailgunSigningKey: mailgunSigningKey !== null,
      hasPostmarkPassword: postmarkPassword !== null,
      urls: {
        amazonSes: at('amazon-ses'),
        sendgrid: at('sendgrid'),
        mailgun: at('mailgun'),
        postmark: at('postmark'),
      },
    };
  }

  /** @throws InvalidInput when a webhook would be switched on without what proves its calls. */
  async update(dto: WebhookSettingsDto) {
    const wanted = { ...(await this.read()), ...dto };
    const faults: FieldFault[] = NEEDS.flatMap(([enabled, needs]) =>
      wanted[enabled]
        ? needs
            .filter((name) => !wanted[name])
            .map((field) => ({ field, reason: `is needed before ${enabled} is set` }))
        : [],
    );
    if (faults.length) throw new InvalidInput(faults);
    const changes: Record<string, unknown> = { ...dto };
    for (const name of SECRETS) if (dto[name]) changes[name] = this.secrets.encrypt(dto[name]);
    await this.settings.merge(NAME, changes);
    return this.view();
  }
}

@ApiController('settings/delivery-webhooks')
export class WebhookSettingsController {
  constructor(private readonly settings: WebhookSettings) {}

  @Get()
  get() {
    return this.settings.view();
  }

  @Patch()
  @ApiOperation({ summary: 'Which providers may report bounces and complaints; all are off at first' })
  update(@Body() dto: WebhookSettingsDto) {
    return this.settings.update(dto);
  }
}
