import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';

/** What is good once is taken by one statement: of two at the same moment one is too late. */
@Injectable()
export class SecondFactorRepository {
  constructor(private readonly database: Database) {}

  /** @returns false when a code of this step or a later one was taken before. */
  async takeStep(accountId: number, step: number): Promise<boolean> {
    const taken = await this.database.execute(
      `UPDATE {sign_in}
       SET totp_step = ?
       WHERE id = ?
         AND totp_step < ?`,
      [step, accountId, step],
    );
    return taken > 0;
  }

  /** @returns false when somebody changed the codes since they were read. */
  async replaceCodes(accountId: number, known: string, left: string): Promise<boolean> {
    const replaced = await this.database.execute(
      `UPDATE {sign_in}
       SET recovery_codes = ?
       WHERE id = ?
         AND recovery_codes = ?`,
      [left, accountId, known],
    );
    return replaced > 0;
  }
}
