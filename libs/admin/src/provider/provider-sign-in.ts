import { Injectable, Logger } from '@nestjs/common';
import { AuditTrail, Clock, Database, EntityStore, isDuplicate } from '@facteur/platform';
import { RoleService } from '../role/role.service.js';
import { accountKeyOf } from '../sign-in/passwords.js';
import { type OpenedSession, type SessionFacts, Sessions } from '../sign-in/sessions.js';
import { SignIn } from '../sign-in/sign-in.entity.js';
import { SignInRepository } from '../sign-in/sign-in.repository.js';
import { SignInTokenRepository } from '../people/sign-in-token.repository.js';
import type { UsedProvider } from './provider-client.js';
import { type ProviderPerson, roleOfGroups } from './provider-person.js';

/** Why somebody does not come in; the sign-in page has words for each. */
export const REFUSALS = {
  'not-set-up': 'no provider is set up, or it is switched off',
  away: 'the provider does not answer, or not as one',
  'began-elsewhere': 'this browser did not begin it, or began too long ago',
  declined: 'the provider did not let them sign in',
  'too-many': 'too many came from there',
  'no-address': 'the provider says no e-mail address, or not that it is theirs',
  'has-password': 'the address is that of somebody who signs in by password',
  'somebody-else': 'the address is that of another person of the provider',
  'no-role': 'none of their groups has a role here',
  disabled: 'their sign-in is disabled',
} as const;
export type Refusal = keyof typeof REFUSALS;

/** Somebody whom the provider knows does not come in. */
export class Refused extends Error {
  constructor(readonly why: Refusal) {
    super(REFUSALS[why]);
  }
}

/**
 * People come by the OpenID provider: known by what it calls them, never by their address alone, and with the role that
 * their groups have.
 */
@Injectable()
export class ProviderSignIn {
  private readonly logger = new Logger(ProviderSignIn.name);
  private readonly store: EntityStore<SignIn>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly accounts: SignInRepository,
    private readonly sessions: Sessions,
    private readonly roles: RoleService,
    private readonly tokens: SignInTokenRepository,
    private readonly audit: AuditTrail,
  ) {
    this.store = new EntityStore(database, clock, SignIn, 'sign-in');
  }

  /** @throws Refused */
  async signIn(person: ProviderPerson, provider: UsedProvider, facts: SessionFacts): Promise<OpenedSession> {
    try {
      const account = await this.accountOf(person, provider);
      this.logger.log(`${account.email} signed in by the provider from ${facts.ip}`);
      await this.write('sign-in', account.email, facts.ip, { by: person.issuer }, account);
      return await this.sessions.open(account.id, facts);
    } catch (error) {
      if (error instanceof Refused) await this.refused(error, person.email, facts.ip);
      throw error;
    }
  }

  /** Writes down that somebody did not come in. */
  async refused({ message }: Error, who: string | undefined, ip: string): Promise<void> {
    this.logger.warn(`A sign-in by the provider${who ? ` as ${who}` : ''} from ${ip} failed: ${message}`);
    await this.write('sign-in-failed', who ?? 'somebody of the provider', ip, { why: message });
  }

  /** Their account, made or brought up to date. @throws Refused */
  private async accountOf(person: ProviderPerson, provider: UsedProvider): Promise<SignIn> {
    const known = await this.find(person, provider);
    if (known?.status === 'Disabled') throw new Refused('disabled');
    const role = await this.roleOf(person, provider, known);
    if (!role) {
      // Whoever left their groups is out at once, wherever they are.
      if (known?.subject) await this.sessions.endAll(known.id);
      throw new Refused('no-role');
    }
    const values = {
      ...{ issuer: person.issuer, subject: person.subject, role, status: 'Active' as const },
      ...{ passwordHash: '', lastSignedInAt: this.clock.now() },
      // The provider asks for a second one, where the firm wants that.
      ...{ secondFactor: false, totpSecret: null, recoveryCodes: null },
    };
    try {
      if (!known)
        return await this.store.create({ ...values, email: keyOf(person), name: person.name ?? null });
      await this.database.transaction(async () => {
        await this.store.update(known.id, { ...values, name: person.name ?? known.name });
        await this.tokens.forget(known.id);
        if (known.role !== role)
          await this.write(
            'role-by-provider',
            known.email,
            '',
            { before: { role: known.role }, after: { role } },
            known,
          );
      });
      return { ...known, ...values };
    } catch (error) {
      // The same person in two windows at once: the second begins again, and is known.
      if (isDuplicate(error)) throw new Refused('began-elsewhere');
      throw error;
    }
  }

  /** @throws Refused for an address that is somebody else's, or that nobody vouches for */
  private async find(person: ProviderPerson, { trustsAddresses }: UsedProvider): Promise<SignIn | null> {
    const known = await this.accounts.bySubject(person.issuer, person.subject);
    if (known) return known;
    if (!person.email || !(person.isVerified || trustsAddresses)) throw new Refused('no-address');
    const same = await this.accounts.byEmail(keyOf(person));
    if (!same) return null;
    if (same.issuer === null && same.passwordHash !== '') throw new Refused('has-password');
    // Addresses are given anew to others; of a provider that was here before, nobody comes any more.
    if (same.subject !== null && same.issuer === person.issuer) throw new Refused('somebody-else');
    return same;
  }

  private async roleOf(
    { groups }: ProviderPerson,
    { groupRoles, otherRole }: UsedProvider,
    known: SignIn | null,
  ): Promise<string | null> {
    const role = groupRoles.length === 0 && known ? known.role : roleOfGroups(groups, groupRoles, otherRole);
    const there = await this.roles.list();
    return there.some(({ id }) => id === role) ? role : null;
  }

  private write(
    action: string,
    actor: string,
    address: string,
    details: object,
    account?: SignIn,
  ): Promise<void> {
    return this.audit.write({
      ...{ actor, action, address, subjectType: 'sign-ins', details },
      ...{ subjectId: account?.publicId, subjectName: account?.email },
    });
  }
}

const keyOf = ({ email }: ProviderPerson) => accountKeyOf(email!);
