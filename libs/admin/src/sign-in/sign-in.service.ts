import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { verify } from '@node-rs/argon2';
import {
  AuditTrail,
  Clock,
  Conflict,
  Database,
  EntityStore,
  InvalidInput,
  isDuplicate,
  type Principal,
  Problem,
} from '@facteur/platform';
import { SecondFactor } from '../second-factor/second-factor.service.js';
import { SignInTokenRepository } from '../people/sign-in-token.repository.js';
import { FirstAdmin } from './first-admin.js';
import { accountKeyOf, hashPassword, madeUpPassword, refuseWeak } from './passwords.js';
import { type OpenedSession, type SessionFacts, Sessions } from './sessions.js';
import { SignIn } from './sign-in.entity.js';
import { type Counted, SignInLimits } from './sign-in-limits.js';
import { SignInRepository } from './sign-in.repository.js';

/** Verified against when the address is unknown, so that both answers take as long. */
const NOBODY =
  '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Zm9yIHRpbWluZyBvbmx5LCBub3QgYSBwYXNzd29yZCE';

/** People sign in by address and password. */
@Injectable()
export class SignInService implements OnApplicationBootstrap {
  private readonly logger = new Logger(SignInService.name);
  private readonly store: EntityStore<SignIn>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly accounts: SignInRepository,
    private readonly firstAdmin: FirstAdmin,
    private readonly limits: SignInLimits,
    private readonly sessions: Sessions,
    private readonly secondFactor: SecondFactor,
    private readonly audit: AuditTrail,
    private readonly tokens: SignInTokenRepository,
  ) {
    this.store = new EntityStore(database, clock, SignIn, 'account');
  }

  async onApplicationBootstrap(): Promise<void> {
    if (await this.accounts.hasAny()) return;
    const password = this.firstAdmin.password ?? madeUpPassword();
    try {
      await this.store.create({
        email: accountKeyOf(this.firstAdmin.email),
        passwordHash: await hashPassword(password),
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
    facts: SessionFacts & { device: string | undefined; code?: string | undefined },
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
      // Whoever was invited has none yet, and takes as long.
      verify(account?.passwordHash || NOBODY, password).catch(() => false),
    );
    if (!account || !right || account.status !== 'Active') {
      const why = !account ? 'no such account' : right ? `it is ${account.status}` : 'wrong password';
      this.logger.warn(`A sign-in as ${key} from ${facts.ip} failed: ${why}`);
      await this.write(key, 'sign-in-failed', account, facts.ip, why);
      throw new Problem(401, 'Unauthorized', 'The e-mail address or the password is wrong.');
    }
    if (account.secondFactor) await this.requireSecondFactor(account, facts, counted);
    await counted.wasRight();
    return this.database.transaction(async () => {
      // Hashing waits its turn: meanwhile somebody may have been disabled, or handed over to the provider.
      if (!(await this.accounts.isStillAs(account)))
        throw new Problem(401, 'Unauthorized', 'Your sign-in was changed just now; try again.');
      this.logger.log(`${account.email} signed in from ${facts.ip}`);
      await this.store.update(account.id, { lastSignedInAt: this.clock.now() });
      await this.write(account.email, 'sign-in', account, facts.ip);
      return this.sessions.open(account.id, facts);
    });
  }

  /** @throws Problem 401 `second-factor-needed` without a code, 401 with a wrong one, which counts as a wrong password does */
  private async requireSecondFactor(
    account: SignIn,
    { code, ip }: { code?: string | undefined; ip: string },
    counted: Counted,
  ): Promise<void> {
    if (!code) {
      await counted.wasNotLookedAt();
      throw new Problem(401, 'Unauthorized', 'Send `code` as well: what your authenticator app shows.', {
        code: 'second-factor-needed',
      });
    }
    // The password is known to whoever comes so far: from wherever they come, they guess ten times.
    await this.limits.countCode(account.id);
    if (await this.secondFactor.isRight(account, code)) return this.limits.forgetCodes(account.id);
    this.logger.warn(`A sign-in as ${account.email} from ${ip} failed: wrong code`);
    await this.write(account.email, 'sign-in-failed', account, ip, 'wrong code');
    throw new Problem(401, 'Unauthorized', 'The code is wrong, or was used already.', { code: 'wrong-code' });
  }

  private write(
    actor: string,
    action: string,
    account: SignIn | null,
    address: string,
    why?: string,
  ): Promise<void> {
    return this.audit.write({
      ...{ actor, action, address, subjectType: 'sign-ins' },
      ...{ subjectId: account?.publicId, subjectName: account?.email },
      details: why ? { why } : undefined,
    });
  }

  /** Ends all sessions of the account, the one that asks among them. @throws InvalidInput | Problem 429 */
  async changePassword(
    { session }: Principal,
    { currentPassword, newPassword, ip }: { currentPassword: string; newPassword: string; ip: string },
  ): Promise<void> {
    const account = session && (await this.store.byKey(session.accountId));
    if (!account)
      throw new Problem(403, 'Forbidden', 'Only somebody who signed in has a password to change.');
    if (account.issuer !== null)
      throw new Problem(
        403,
        'Forbidden',
        'You sign in by the provider of your firm, and have no password here.',
      );
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
    await this.setPassword(account, newPassword, () => this.accounts.isStillAs(account));
    await this.write(account.email, 'password-changed', account, ip);
    this.logger.log(`${account.email} changed the password; all sessions have ended`);
  }

  /** For whoever owns the machine. Ends all sessions. @returns the address and the password, made up when none is given. */
  async resetPassword(
    email: string | undefined,
    password = madeUpPassword(),
  ): Promise<{ email: string; password: string }> {
    const account = await this.accounts.first(email ? accountKeyOf(email) : undefined);
    if (!account) throw new Error(`Nobody signs in with ${email ?? 'any address'} here.`);
    refuseWeak('password', password, account.email);
    await this.setPassword(account, password);
    await this.write('whoever owns the machine', 'password-reset', account, '');
    return { email: account.email, password };
  }

  private async setPassword(
    account: SignIn,
    password: string,
    isAllowed = async (): Promise<boolean> => true,
  ): Promise<void> {
    const passwordHash = await hashPassword(password);
    await this.database.transaction(async () => {
      if (!(await isAllowed())) throw new Conflict('Your sign-in was changed just now; try again.');
      // Whoever has a password comes by it, and no longer by a provider.
      await this.store.update(account.id, { passwordHash, status: 'Active', issuer: null, subject: null });
      await this.sessions.endAll(account.id);
      // A link that was mailed before would undo it.
      await this.tokens.forget(account.id);
    });
  }
}
