import { Injectable } from '@nestjs/common';
import { Database, SealedColumns, SecretBox, SettingsStore } from '@facteur/platform';

/** Encrypts every stored secret anew under the current APP_SECRET. */
@Injectable()
export class RotateSecrets {
  constructor(
    private readonly database: Database,
    private readonly secrets: SecretBox,
    private readonly settings: SettingsStore,
    private readonly columns: SealedColumns,
  ) {}

  /**
   * All or nothing. Afterwards APP_SECRET_PREVIOUS is needed for links in mail that was sent before, and for nothing
   * else. Where secrets rest is said where they are declared: columns by `SealedColumn`, members of settings by
   * `sealed()`.
   *
   * @returns how many there were.
   * @throws Error when one can be read with none of the secrets.
   */
  async run(): Promise<number> {
    const anew = (sealed: string) => this.secrets.encrypt(this.secrets.decrypt(sealed));
    return this.database.transaction(
      async () => (await this.columns.rewrite(anew)) + (await this.settings.rewriteSealed(anew)),
    );
  }
}
