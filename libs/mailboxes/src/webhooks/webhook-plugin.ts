import { Injectable } from '@nestjs/common';
import { definePlugin } from '@facteur/platform';
import type { WebhookNews, WebhookRequest } from './webhook.js';
import type { WebhookSettingsPart } from './webhook-settings-part.js';

/**
 * An e-mail provider that calls us to tell what became of messages. A new one is a folder beside those that there
 * are, and a line in `webhook-providers.ts`.
 *
 * @typeParam Settings its own members of the settings, secrets in clear.
 * @typeParam Call what its calls say, once it is proved whose they are.
 */
export interface WebhookProvider<Settings extends object = object, Call = unknown> {
  /** Last part of the address that it calls, `/hooks/<name>`, and the source of what it tells: at most 20 characters. */
  readonly name: string;
  /** As people know it. */
  readonly label: string;
  /** Its own members of the settings. */
  readonly settings: WebhookSettingsPart;
  /**
   * That a call is the provider's, meant for us, and of late.
   *
   * @throws WebhookRefused with what is wrong; then nothing of the call counts.
   */
  prove(request: WebhookRequest, settings: Settings, now: Date): Call | Promise<Call>;
  /** The verdicts of a proved call; none where it tells nothing of a delivery. @throws WebhookRefused */
  read(call: Call): WebhookNews | Promise<WebhookNews>;
}

const providers = definePlugin<WebhookProvider>({ kind: 'webhook', name: ({ name }) => name });

/** Marks a provider of a module as a {@link WebhookProvider}; discovery does the rest. */
export const WebhookPlugin = providers.Plugin;

/** The e-mail providers that may report here. */
@Injectable()
export class WebhookProviders extends providers.Registry {}
