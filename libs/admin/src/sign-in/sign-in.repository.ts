import { Injectable } from '@nestjs/common';
import { Database } from '@facteur/platform';
import { SignIn } from './sign-in.entity.js';

@Injectable()
export class SignInRepository {
  constructor(private readonly database: Database) {}

  /** Whether anybody can sign in. */
  async hasAny(): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT 1
       FROM {sign_in}
       LIMIT 1`,
    );
    return rows.length > 0;
  }

  /** @param email as it is stored, see `accountKeyOf`. */
  byEmail(email: string): Promise<SignIn | null> {
    return this.database.run((manager) => manager.findOneBy(SignIn, { email }));
  }

  /** Whom an OpenID provider calls so. */
  bySubject(issuer: string, subject: string): Promise<SignIn | null> {
    return this.database.run((manager) => manager.findOneBy(SignIn, { issuer, subject }));
  }

  /** The oldest account, or that of an address. @param email as it is stored. */
  async first(email?: string): Promise<SignIn | undefined> {
    const [account] = await this.database.run((manager) =>
      manager.find(SignIn, {
        where: email === undefined ? {} : { email },
        order: { id: 'ASC' },
        take: 1,
      }),
    );
    return account;
  }
}
