import { Injectable } from '@nestjs/common';
import { SecretBox } from '../secrets/secret-box.js';
import { SettingsStore } from '../settings/settings-store.js';

/** What the environment of the server says, for every process. */
export interface ServerWords {
  /** Public address, without a slash at the end; links in messages begin with it. */
  siteUrl: string;
  /** System SMTP account, if any. */
  smtpUrl: string | null;
  /** Writes where nobody is named. */
  adminEmail: string;
}

interface Stored extends ServerWords {
  /** Set by an admin at run time; goes before the server's. */
  chosenSiteUrl: string | null;
}

const NAME = 'installation';
/** How long an answer is good for, in milliseconds: links and headers ask for each request. */
const FRESH = 2_000;

/**
 * What all processes of an installation agree on. It stands in the database, put there by the server when it starts,
 * so that a worker needs the database and the secret and nothing else. See docs/decisions/0014-one-voice.md.
 */
@Injectable()
export class Installation {
  private known: { words: Stored; at: number } | undefined;

  constructor(
    private readonly settings: SettingsStore,
    private readonly secrets: SecretBox,
    /** What this process would say, where no server has spoken yet. */
    private readonly own: ServerWords,
  ) {
    settings.keepsSealed(() => ({ name: NAME, members: ['smtpUrl'] }));
  }

  /** The server's environment becomes everybody's. */
  async publish(words: ServerWords): Promise<void> {
    await this.settings.merge(NAME, {
      ...words,
      smtpUrl: words.smtpUrl === null ? null : this.secrets.encrypt(words.smtpUrl),
    });
    this.known = undefined;
  }

  /** Null takes the server's again. */
  async chooseSiteUrl(siteUrl: string | null): Promise<void> {
    await this.settings.merge(NAME, { chosenSiteUrl: siteUrl });
    this.known = undefined;
  }

  async words(): Promise<ServerWords> {
    const { chosenSiteUrl, ...words } = await this.read();
    return { ...words, siteUrl: chosenSiteUrl ?? words.siteUrl };
  }

  /** As it was a moment ago at the earliest. */
  async siteUrl(): Promise<string> {
    if (!this.known || performance.now() - this.known.at > FRESH) {
      const words = await this.read().catch((error: unknown) => {
        // Every answer asks for it, also those that go out while the database is away.
        if (!this.known) throw error;
        return this.known.words;
      });
      this.known = { words, at: performance.now() };
    }
    return this.known.words.chosenSiteUrl ?? this.known.words.siteUrl;
  }

  private async read(): Promise<Stored> {
    const stored = await this.settings.read<Stored>(NAME);
    const smtpUrl = stored.smtpUrl ? this.secrets.decrypt(stored.smtpUrl) : stored.smtpUrl;
    return {
      siteUrl: stored.siteUrl ?? this.own.siteUrl,
      smtpUrl: smtpUrl === undefined ? this.own.smtpUrl : smtpUrl,
      adminEmail: stored.adminEmail ?? this.own.adminEmail,
      chosenSiteUrl: stored.chosenSiteUrl ?? null,
    };
  }
}
