import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment, SecretBox, SettingsStore, SiteOptions } from '@facteur/platform';
import { OutboundEmailDto } from './outbound-email.dto.js';

/** Outbound e-mail with every default filled in; secrets in clear, for the sender alone. */
export interface OutboundEmail {
  smtpHost: string | null;
  smtpPort: number;
  smtpSecurity: string;
  smtpUsername: string | null;
  smtpPassword: string | null;
  smtpMaxConnections: number;
  fromAddress: string | null;
  fromName: string | null;
  replyToAddress: string | null;
  replyToName: string | null;
  maxPerBatch: number | null;
  maxPerHour: number | null;
  maxAttempts: number;
  lateAfterHours: number;
  openTracking: boolean;
  mandatoryOptOutLink: boolean;
  listUnsubscribeHeaders: boolean;
  verp: boolean;
  bounceAddress: string | null;
  siteUrl: string;
  dkimDomain: string | null;
  dkimSelector: string | null;
  dkimPrivateKey: string | null;
}

const NAME = 'outbound-email';
const SECRETS = ['smtpPassword', 'dkimPrivateKey'] as const;

@Injectable()
export class OutboundEmailSettings {
  constructor(
    private readonly settings: SettingsStore,
    private readonly secrets: SecretBox,
    private readonly site: SiteOptions,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async read(): Promise<OutboundEmail> {
    const stored = await this.settings.read<Record<string, unknown>>(NAME);
    for (const secret of SECRETS) {
      if (typeof stored[secret] === 'string') stored[secret] = this.secrets.decrypt(stored[secret]);
    }
    return {
      ...this.defaults(),
      ...Object.fromEntries(Object.entries(stored).filter(([, value]) => value !== null)),
    };
  }

  /** What the API shows: no secret leaves, only whether there is one. */
  async view() {
    const { smtpPassword, dkimPrivateKey, ...rest } = await this.read();
    return { ...rest, hasSmtpPassword: smtpPassword !== null, hasDkimPrivateKey: dkimPrivateKey !== null };
  }

  async update(dto: OutboundEmailDto) {
    const changes: Record<string, unknown> = { ...dto };
    for (const secret of SECRETS) {
      if (typeof changes[secret] === 'string')
        changes[secret] = changes[secret] ? this.secrets.encrypt(changes[secret]) : null;
    }
    if (typeof changes['siteUrl'] === 'string') changes['siteUrl'] = changes['siteUrl'].replace(/\/+$/, '');
    await this.settings.merge(NAME, changes);
    return this.view();
  }

  private defaults(): OutboundEmail {
    return {
      ...smtpFromUrl(this.site.smtpUrl),
      smtpMaxConnections: 10,
      // Somebody who reads answers, until an admin names a better sender.
      fromAddress: this.environment.adminEmail,
      fromName: null,
      replyToAddress: null,
      replyToName: null,
      maxPerBatch: null,
      maxPerHour: null,
      maxAttempts: 3,
      lateAfterHours: 24,
      openTracking: false,
      mandatoryOptOutLink: true,
      listUnsubscribeHeaders: true,
      verp: false,
      bounceAddress: null,
      siteUrl: this.site.siteUrl,
      dkimDomain: null,
      dkimSelector: null,
      dkimPrivateKey: null,
    };
  }
}

/** `smtp://user:password@host:587` (STARTTLS where offered by port 587, else none) or `smtps://…` (TLS from the start). */
function smtpFromUrl(url: string | undefined) {
  if (!url)
    return {
      smtpHost: null,
      smtpPort: 587,
      smtpSecurity: 'STARTTLS',
      smtpUsername: null,
      smtpPassword: null,
    };
  const { protocol, hostname, port, username, password } = new URL(url);
  const tls = protocol === 'smtps:';
  const smtpPort = Number(port) || (tls ? 465 : 587);
  return {
    smtpHost: hostname.replace(/^\[|\]$/g, ''),
    smtpPort,
    smtpSecurity: tls ? 'TLS' : smtpPort === 587 ? 'STARTTLS' : 'None',
    smtpUsername: username ? decodeURIComponent(username) : null,
    smtpPassword: password ? decodeURIComponent(password) : null,
  };
}
