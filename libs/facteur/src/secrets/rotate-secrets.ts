import { Injectable } from '@nestjs/common';
import { Database, SecretBox, SettingsStore } from '@facteur/platform';
import { SealedColumnsRepository } from './sealed-columns.repository.js';

/** Where secrets rest, encrypted: columns of tables, and members of settings. */
const COLUMNS: Record<string, string[]> = {
  smtp_account: ['password', 'dkim_private_key'],
  group_mailbox: ['password', 'oauth_client_secret', 'oauth_refresh_token'],
};
const SETTINGS: Record<string, string[]> = {
  'outbound-email': ['smtpPassword', 'dkimPrivateKey'],
  'delivery-webhooks': ['mailgunSigningKey', 'postmarkPassword'],
  installation: ['smtpUrl'],
};

/** Encrypts every stored secret anew under the current APP_SECRET. */
@Injectable()
export class RotateSecrets {
  constructor(
    private readonly database: Database,
    private readonly secrets: SecretBox,
    private readonly settings: SettingsStore,
    private readonly columns: SealedColumnsRepository,
  ) {}

  /**
   * All or nothing. Afterwards APP_SECRET_PREVIOUS is needed for links in mail that was sent before, and for nothing
   * else.
   *
   * @returns how many there were.
   * @throws Error when one can be read with none of the secrets.
   */
  async run(): Promise<number> {
    return this.database.transaction(async () => (await this.inColumns()) + (await this.inSettings()));
  }

  private async inColumns(): Promise<number> {
    let count = 0;
    for (const [table, columns] of Object.entries(COLUMNS))
      for (const { id, sealed } of await this.columns.lock(table, columns))
        for (const { column, text } of sealed) {
          await this.columns.write(table, column, id, this.anew(text));
          count += 1;
        }
    return count;
  }

  private async inSettings(): Promise<number> {
    let count = 0;
    for (const [name, secrets] of Object.entries(SETTINGS))
      await this.settings.reword(name, (members) => {
        const sealed = secrets.filter((member) => typeof members[member] === 'string' && members[member]);
        count += sealed.length;
        return {
          ...members,
          ...Object.fromEntries(sealed.map((member) => [member, this.anew(String(members[member]))])),
        };
      });
    return count;
  }

  private anew(sealed: string): string {
    return this.secrets.encrypt(this.secrets.decrypt(sealed));
  }
}
