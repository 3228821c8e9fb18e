import { Injectable } from '@nestjs/common';
import {
  AuditTrail,
  Clock,
  Conflict,
  Database,
  EntityStore,
  InvalidInput,
  MINUTE,
  type Principal,
  Problem,
  RateLimits,
  SecretBox,
} from '@facteur/platform';
import { SignIn } from '../sign-in/sign-in.entity.js';
import { SecondFactorRepository } from './second-factor.repository.js';
import type { RecoveryCodesView, SecondFactorView } from './second-factor.view.js';
import { hashRecoveryCode, newRecoveryCodes, newTotpSecret, stepOf, totpUri } from './totp.js';

const MOST_GUESSES = 10;

/** Codes of an authenticator app (RFC 6238) beside the password, and ten of paper for the day that it is lost. */
@Injectable()
export class SecondFactor {
  private readonly store: EntityStore<SignIn>;

  constructor(
    database: Database,
    private readonly clock: Clock,
    private readonly box: SecretBox,
    private readonly codes: SecondFactorRepository,
    private readonly audit: AuditTrail,
    private readonly limits: RateLimits,
  ) {
    this.store = new EntityStore(database, clock, SignIn, 'sign-in');
  }

  /** A secret for an app; nothing is asked for at sign-in until a code of it was seen. @throws Conflict */
  async begin(principal: Principal): Promise<SecondFactorView> {
    const account = await this.own(principal);
    if (account.secondFactor) throw new Conflict('There is a second factor already; take it off first.');
    if (account.issuer !== null)
      throw new Conflict('You sign in by the provider of your firm, which asks for a second factor itself.');
    const secret = newTotpSecret();
    await this.store.update(account.id, { totpSecret: this.box.encrypt(secret) });
    return { secret, uri: totpUri(secret, account.email) };
  }

  /** @throws InvalidInput for a code that is not of the secret. @returns the codes of paper, once */
  async confirm(principal: Principal, code: string): Promise<RecoveryCodesView> {
    const account = await this.own(principal);
    if (account.secondFactor || !account.totpSecret)
      throw new Conflict('Nothing waits for a code; begin with POST /auth/second-factor.');
    await this.refuseGuesses(account);
    const step = stepOf(this.box.decrypt(account.totpSecret), code, this.clock.now());
    if (step === undefined) throw InvalidInput.of('code', 'is not what the app shows now');
    const recoveryCodes = newRecoveryCodes();
    await this.store.update(account.id, {
      secondFactor: true,
      totpStep: step,
      recoveryCodes: JSON.stringify(recoveryCodes.map(hashRecoveryCode)),
    });
    await this.write(account.email, 'second-factor-on', account);
    return { recoveryCodes };
  }

  /** @throws InvalidInput for a wrong code */
  async takeOff(principal: Principal, code: string): Promise<void> {
    const account = await this.own(principal);
    if (!account.secondFactor) return;
    await this.refuseGuesses(account);
    if (!(await this.isRight(account, code))) {
      await this.write(account.email, 'wrong-code', account);
      throw InvalidInput.of('code', 'is wrong');
    }
    await this.forget(account, account.email);
  }

  /** For an admin, when somebody lost the app and the paper. */
  async forget(account: SignIn, by: string): Promise<void> {
    await this.store.update(account.id, { secondFactor: false, totpSecret: null, recoveryCodes: null });
    await this.write(by, 'second-factor-off', account);
  }

  /** Whether a code of the app, or one of paper, is good; it is not a second time. */
  async isRight(account: SignIn, code: string): Promise<boolean> {
    const step = stepOf(this.box.decrypt(account.totpSecret!), code.trim(), this.clock.now());
    if (step !== undefined) return this.codes.takeStep(account.id, step);
    const known = account.recoveryCodes ?? '[]';
    const hashes = JSON.parse(known) as string[];
    const used = hashRecoveryCode(code);
    if (!hashes.includes(used)) return false;
    return this.codes.replaceCodes(account.id, known, JSON.stringify(hashes.filter((one) => one !== used)));
  }

  /** Whoever sits at an open session may not guess for long. @throws Problem 429 */
  private async refuseGuesses({ id }: SignIn): Promise<void> {
    const { count, until } = await this.limits.take(`second factor ${id}`, 15 * MINUTE);
    if (count > MOST_GUESSES)
      throw new Problem(429, 'Too many requests', `Too many codes; try again after ${until.toISOString()}.`, {
        retryAt: until.toISOString(),
      });
  }

  private async own({ session }: Principal): Promise<SignIn> {
    const account = session && (await this.store.byKey(session.accountId));
    if (!account)
      throw new Problem(403, 'Forbidden', 'Only somebody who signed in here has a second factor.');
    return account;
  }

  private write(actor: string, action: string, { publicId, email }: SignIn): Promise<void> {
    return this.audit.write({
      actor,
      action,
      subjectType: 'sign-ins',
      subjectId: publicId,
      subjectName: email,
    });
  }
}
