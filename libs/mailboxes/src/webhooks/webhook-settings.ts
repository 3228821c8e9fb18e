import { Injectable } from '@nestjs/common';
import {
  type FieldFault,
  Installation,
  InvalidInput,
  SecretBox,
  type SettingsChanges,
  SettingsStore,
  StoredSettings,
} from '@facteur/platform';
import { type WebhookProvider, WebhookProviders } from './webhook-plugin.js';
import type { WebhookSettingsView } from './webhook-settings.view.js';

/** The members of all providers together. */
type Members = Record<string, boolean | string | null>;

/** Which providers may report, and what proves their calls, as an admin set it. */
@Injectable()
export class WebhookSettings extends StoredSettings<Members> {
  protected readonly name = 'delivery-webhooks';

  constructor(
    settings: SettingsStore,
    secrets: SecretBox,
    private readonly installation: Installation,
    private readonly providers: WebhookProviders,
  ) {
    super(settings, secrets);
  }

  /** All are off, and nothing is known of any. */
  protected defaults(): Members {
    return Object.fromEntries(
      this.providers
        .all()
        .flatMap(({ settings: { enabled, needs } }) => [
          [enabled, false],
          ...needs.map((name) => [name, null]),
        ]),
    );
  }

  protected override sealed(): string[] {
    return this.providers.all().flatMap(({ settings }) => settings.secrets);
  }

  /** With secrets in clear, for checking calls alone. @returns undefined while the provider is switched off. */
  async of(provider: WebhookProvider): Promise<object | undefined> {
    const members = await this.read();
    return members[provider.settings.enabled] ? members : undefined;
  }

  /** What the API shows: secrets never, only whether they are there. */
  async view(): Promise<WebhookSettingsView> {
    const members = await this.read();
    const secrets = this.sealed();
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
  override async update(changes: SettingsChanges<Members>): Promise<void> {
    const given = Object.entries(changes).filter(([, value]) => value !== undefined);
    const wanted = { ...(await this.read()), ...Object.fromEntries(given) };
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
    await super.update(changes);
  }
}

const capitalised = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** `amazon-ses` is `amazonSes`. */
const inCamelCase = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
