import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { randomBytes } from 'node:crypto';
import {
  Clock,
  Database,
  EntityStore,
  InvalidInput,
  isDuplicate,
  type Principal,
  Problem,
} from '@facteur/platform';
import { FirstAdmin } from './first-admin.js';
import { type OpenedSession, type SessionFacts, Sessions } from './sessions.js';
import { SignIn } from './sign-in.entity.js';
import { type Counted, SignInLimits } from './sign-in-limits.js';
import { SignInRepository } from './sign-in.repository.js';

/** NIST SP 800-63B asks for eight at least, OWASP ASVS for twelve; new ones have twelve. Any characters, none is cut off. */
const LEAST_CHARACTERS = 12;
/** Verified against when the address is unknown, so that both answers take as long. */
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Zm9yIHRpbWluZyBvbmx5LCBub3QgYSBwYXNzd29yZCE';

/** An address as accounts are found by it. Pure. */
export const accountKeyOf = (email: string) => email.normalize('NFC').toLowerCase();

/** People sign in by address and password. */
@Injectable()
export class SignInService implements OnApplicationBootstrap {
  private readonly logger = new Logger(SignInService.name);
  private readonly store: EntityStore<SignIn>;

  constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly accounts: SignInRepository,
    private readonly firstAdmin: FirstAdmin,
    private readonly limits: SignInLimits,
    private readonly sessions: Sessions,
  ) {
    this.store = new EntityStore(database, clock, SignIn, 'account');
  }

  async onApplicationBootstrap(): Promise<void> {
    if (await this.accounts.hasAny()) return;
    const password = this.firstAdmin.password ?? madeUp();
    try {
      await this.store.create({
        email: accountKeyOf(this.firstAdmin.email),
        passwordHash: await hash(password),
        role: 'admin',
      });
    } catch (error) {
      // Another server that started at the same moment was first.
      if (isDuplicate(error)) return;
      throw error;
    }
    if (!this.firstAdmin.password) this.firstAdmin.announce(this.firstAdmin.email, password);
  }

  /**
   * @param device mark of a browser, if it brought one.
   * @throws Problem 401 for a wrong address or password (which, it does not say), 429 after too many wrong ones.
   */
  async signIn(
    email: string,
    password: string,
    facts: SessionFacts & { device: string | undefined },
  ): Promise<OpenedSession> {
    const key = accountKeyOf(email);
    const account = await this.accounts.byEmail(key);
    const device = account ? this.sessions.knownDevice(facts.device, account.id) : undefined;
    const attempt = {
      accountId: account?.id,
      passwordHash: account?.passwordHash,
      email: key,
      ip: facts.ip,
      device,
    };
    let counted: Counted;
    try {
      counted = await this.limits.count(attempt);
    } catch (error) {
      this.logger.warn(`Too many sign-ins as ${key} from ${facts.ip}: one was not looked at`);
      throw error;
    }
    const right = await this.limits.hashing(counted, () =>
      verify(account?.passwordHash ?? NOBODY, password).catch(() => false),
    );
    if (!account || !right) {
      this.logger.warn(
        `A sign-in as ${key} from ${facts.ip} failed: ${account ? 'wrong password' : 'no such account'}`,
      );
      throw new Problem(401, 'Unauthorized', 'The e-mail address or the password is wrong.');
    }
    await counted.wasRight();
    this.logger.log(`${account.email} signed in from ${facts.ip}`);
    return this.sessions.open(account.id, facts);
  }

  /** Ends all sessions of the account, the one that asks among them. @throws InvalidInput | Problem 429 */
  async changePassword(
    { session }: Principal,
    { currentPassword, newPassword, ip }: { currentPassword: string; newPassword: string; ip: string },
  ): Promise<void> {
    const account = session && (await this.store.byKey(session.accountId));
    if (!account)
      throw new Problem(403, 'Forbidden', 'Only somebody who signed in has a password to change.');
    const counted = await this.limits.count({
      accountId: account.id,
      passwordHash: account.passwordHash,
      email: account.email,
      ip,
      device: undefined,
    });
    const right = await this.limits.hashing(counted, () =>
      verify(account.passwordHash, currentPassword).catch(() => false),
    );
    if (!right) {
      this.logger.warn(`${account.email} gave a wrong current password from ${ip}`);
      throw InvalidInput.of('currentPassword', 'is wrong');
    }
    await counted.wasRight();
    refuseWeak('newPassword', newPassword, account.email);
    if (newPassword === currentPassword)
      throw InvalidInput.of('newPassword', 'is the one that it is to replace');
    await this.setPassword(account, newPassword);
    this.logger.log(`${account.email} changed the password; all sessions have ended`);
  }

  /** For whoever owns the machine. Ends all sessions. @returns the address and the password, made up when none is given. */
  async resetPassword(
    email: string | undefined,
    password = madeUp(),
  ): Promise<{ email: string; password: string }> {
    const account = await this.accounts.first(email ? accountKeyOf(email) : undefined);
    if (!account) throw new Error(`Nobody signs in with ${email ?? 'any address'} here.`);
    refuseWeak('password', password, account.email);
    await this.setPassword(account, password);
    return { email: account.email, password };
  }

  private async setPassword(account: SignIn, password: string): Promise<void> {
    const passwordHash = await hash(password);
    await this.database.transaction(async () => {
      await this.store.update(account.id, { passwordHash });
      await this.sessions.endAll(account.id);
    });
  }
}

const madeUp = () => randomBytes(12).toString('base64url');

/** @throws InvalidInput */
function refuseWeak(field: string, password: string, email: string): void {
  if ([...password].length < LEAST_CHARACTERS)
    throw InvalidInput.of(field, `must have at least ${LEAST_CHARACTERS} characters`);
  if (new Set(password).size < 4 || accountKeyOf(password) === email)
    throw InvalidInput.of(field, 'is too easily guessed');
}
