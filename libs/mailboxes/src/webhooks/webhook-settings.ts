import { Injectable } from '@nestjs/common';
import { type FieldFault, Installation, InvalidInput, SecretBox, SettingsStore } from '@facteur/platform';
import { type WebhookProvider, WebhookProviders } from './webhook-plugin.js';
import type { WebhookSettingsDto } from './webhook-settings.dto.js';
import type { WebhookSettingsView } from './webhook-settings.view.js';

/** The members of all providers together. */
type Members = Record<string, boolean | string | null | undefined>;

const NAME = 'delivery-webhooks';

/** Which providers may report, and what proves their calls, as an admin set it. */
@Injectable()
export class WebhookSettings {
  constructor(
    private readonly settings: SettingsStore,
    private readonly secrets: SecretBox,
    private readonly installation: Installation,
    private readonly providers: WebhookProviders,
  ) {}

  /** With secrets in clear, for checking calls alone. @returns undefined while the provider is switched off. */
  async of(provider: WebhookProvider): Promise<object | undefined> {
    const members = await this.read();
    return members[provider.settings.enabled] ? members : undefined;
  }

  /** What the API shows: secrets never, only whether they are there. */
  async view(): Promise<WebhookSettingsView> {
    const members = await this.read();
    const secrets = this.secretNames();
    const siteUrl = await this.installation.siteUrl();
    return {
      ...Object.fromEntries(Object.entries(members).filter(([name]) => !secrets.includes(name))),
      ...Object.fromEntries(secrets.map((name) => [`has${capitalised(name)}`, members[name] !== null])),
      urls: Object.fromEntries(
        this.providers.all().map(({ name }) => [inCamelCase(name), `${siteUrl}/hooks/${name}`]),
      ),
    };
  }

  /** @throws InvalidInput when a webhook would be switched on without what proves its calls. */
  async update(dto: WebhookSettingsDto): Promise<WebhookSettingsView> {
    const changes: Members = { ...dto };
    const wanted = { ...(await this.read()), ...changes };
    const faults: FieldFault[] = this.providers
      .all()
      .flatMap(({ settings: { enabled, needs } }) =>
        wanted[enabled]
          ? needs
              .filter((name) => !wanted[name])
              .map((field) => ({ field, reason: `is needed before ${enabled} is set` }))
          : [],
      );
    if (faults.length) throw new InvalidInput(faults);
    for (const name of this.secretNames())
      if (changes[name]) changes[name] = this.secrets.encrypt(String(changes[name]));
    await this.settings.merge(NAME, changes);
    return this.view();
  }

  private async read(): Promise<Members> {
    const stored: Members = { ...this.defaults(), ...(await this.settings.read<Members>(NAME)) };
    for (const name of this.secretNames()) {
      const sealed = stored[name];
      if (sealed) stored[name] = this.secrets.decrypt(String(sealed));
    }
    return stored;
  }

  /** All are off, and nothing is known of any. */
  private defaults(): Members {
    return Object.fromEntries(
      this.providers
        .all()
        .flatMap(({ settings: { enabled, needs } }) => [
          [enabled, false],
          ...needs.map((name) => [name, null]),
        ]),
    );
  }

  private secretNames(): string[] {
    return this.providers.all().flatMap(({ settings }) => settings.secrets);
  }
}

const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** `amazon-ses` is `amazonSes`. */
const inCamelCase = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
