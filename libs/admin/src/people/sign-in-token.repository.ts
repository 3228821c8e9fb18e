import { Injectable } from '@nestjs/common';
import { Clock, Database } from '@facteur/platform';

/** Links that were mailed to people: each is good once, and only the last one that was sent. */
@Injectable()
export class SignInTokenRepository {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async replace(accountId: number, tokenHash: string, expiresAt: Date): Promise<void> {
    await this.database.transaction(async () => {
      await this.forget(accountId);
      await this.database.execute(
        `INSERT INTO {sign_in_token} (token_hash, sign_in_id, created_at, expires_at)
         VALUES (?, ?, ?, ?)`,
        [tokenHash, accountId, this.clock.now(), expiresAt],
      );
    });
  }

  /** The account of a link that is still good. */
  async accountOf(tokenHash: string): Promise<number | undefined> {
    const [row] = await this.database.query<{ accountId: number }>(
      `SELECT sign_in_id AS "accountId"
       FROM {sign_in_token}
       WHERE token_hash = ?
         AND expires_at > ?`,
      [tokenHash, this.clock.now()],
    );
    return row?.accountId;
  }

  /** @returns whether it was there: of two who use it at once one is too late. */
  async take(tokenHash: string): Promise<boolean> {
    const taken = await this.database.execute(
      `DELETE FROM {sign_in_token}
       WHERE token_hash = ?
         AND expires_at > ?`,
      [tokenHash, this.clock.now()],
    );
    return taken > 0;
  }

  async forget(accountId: number): Promise<void> {
    await this.database.execute(
      `DELETE FROM {sign_in_token}
       WHERE sign_in_id = ?`,
      [accountId],
    );
  }
}
