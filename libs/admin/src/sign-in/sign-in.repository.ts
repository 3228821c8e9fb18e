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
  async bySubject(issuer: string, subject: string): Promise<SignIn | null> {
    const found = await this.database.run((manager) => manager.findOneBy(SignIn, { issuer, subject }));
    // MariaDB takes blanks at the end for nothing.
    return found?.issuer === issuer && found.subject === subject ? found : null;
  }

  /**
   * Whether nobody has disabled, handed over or given another password to somebody since they were read; and nobody does
   * until the transaction ends.
   */
  async isStillAs({ id, status, issuer, subject, passwordHash }: SignIn): Promise<boolean> {
    const [now] = await this.database.query<Pick<SignIn, 'status' | 'issuer' | 'subject' | 'passwordHash'>>(
      `SELECT status, issuer, subject, password_hash AS "passwordHash"
       FROM {sign_in}
       WHERE id = ? ${this.database.dialect.forUpdate}`,
      [id],
    );
    return (
      now?.status === status &&
      now.issuer === issuer &&
      now.subject === subject &&
      now.passwordHash === passwordHash
    );
  }

  /** The oldest account of an admin with a password, or else the oldest; or that of an address. @param email as it is stored. */
  async first(email?: string): Promise<SignIn | undefined> {
    const accounts = await this.database.run((manager) =>
      manager.find(SignIn, { where: email === undefined ? {} : { email }, order: { id: 'ASC' }, take: 200 }),
    );
    // Whoever owns the machine wants the admin who has a password.
    const isTheirs = ({ role, issuer, status }: SignIn) =>
      role === 'admin' && issuer === null && status === 'Active';
    return accounts.find(isTheirs) ?? accounts[0];
  }
}
