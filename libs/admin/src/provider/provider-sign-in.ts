import { Injectable, Logger } from '@nestjs/common';
import { AuditTrail, Clock, Database, EntityStore, isDuplicate } from '@facteur/platform';
import { RoleService } from '../role/role.service.js';
import { accountKeyOf } from '../sign-in/passwords.js';
import { type OpenedSession, type SessionFacts, Sessions } from '../sign-in/sessions.js';
import { SignIn } from '../sign-in/sign-in.entity.js';
import { SignInRepository } from '../sign-in/sign-in.repository.js';
import { SignInTokenRepository } from '../people/sign-in-token.repository.js';
import type { UsedProvider } from './provider-settings.js';
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
  'other-domain': 'people of that domain may not be new here',
  'no-groups': 'the provider says nothing of groups, and roles come from them',
  'no-role': 'none of their groups has a role here',
  disabled: 'their sign-in is disabled',
  failed: 'something went wrong here, of which the log tells',
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
    const known = await this.find(person, provider).catch(this.telling(person, null, facts));
    try {
      const account = await this.database.transaction(() => this.upToDate(known, person, provider, facts));
      this.logger.log(`${account.email} signed in by the provider from ${facts.ip}`);
      return await this.sessions.open(account.id, facts);
    } catch (error) {
      // The same person in two windows at once: the second begins again, and is known.
      if (isDuplicate(error)) throw new Refused('began-elsewhere');
      // Whoever left their groups is out at once, wherever they are.
      if (error instanceof Refused && error.why === 'no-role' && known?.subject)
        await this.sessions.endAll(known.id);
      return this.telling(person, known, facts)(error);
    }
  }

  /** Writes down that somebody did not come in, whoever it was. */
  async refused(
    { message }: Error,
    ip: string,
    who?: string,
    account?: SignIn | null,
    more = {},
  ): Promise<void> {
    this.logger.warn(`A sign-in by the provider${who ? ` as ${who}` : ''} from ${ip} failed: ${message}`);
    await this.write(
      'sign-in-failed',
      who ?? 'somebody of the provider',
      ip,
      { why: message, ...more },
      account,
    );
  }

  private telling({ email, issuer, subject }: ProviderPerson, account: SignIn | null, { ip }: SessionFacts) {
    return async (error: unknown): Promise<never> => {
      if (error instanceof Refused)
        await this.refused(error, ip, email ?? account?.email, account, { by: issuer, subject });
      throw error;
    };
  }

  /** Their account, made or brought up to date; all of it in one transaction. @throws Refused */
  private async upToDate(
    known: SignIn | null,
    person: ProviderPerson,
    provider: UsedProvider,
    { ip }: SessionFacts,
  ): Promise<SignIn> {
    // An admin may have disabled them, or given them a password, while they were on their way.
    if (known && !(await this.accounts.isStillAs(known))) throw new Refused('began-elsewhere');
    if (known?.status === 'Disabled') throw new Refused('disabled');
    const role = await this.roleOf(person, provider, known);
    const { issuer, subject } = person;
    const values = {
      ...{ issuer, subject, role, status: 'Active' as const, passwordHash: '' },
      lastSignedInAt: this.clock.now(),
      // The provider asks for a second one, where the firm wants that.
      ...{ secondFactor: false, totpSecret: null, recoveryCodes: null },
    };
    const of = { by: issuer, subject };
    if (!known) {
      const name = person.name ?? null;
      const made = await this.store.create({ ...values, email: keyOf(person), name });
      await this.write('create', made.email, ip, { ...of, after: { name, email: made.email, role } }, made);
      await this.write('sign-in', made.email, ip, of, made);
      return made;
    }
    await this.store.update(known.id, { ...values, name: person.name ?? known.name });
    await this.tokens.forget(known.id);
    if (known.subject === null) {
      // What was open was the password's.
      await this.sessions.endAll(known.id);
      await this.write('bound-to-provider', known.email, ip, of, known);
    }
    if (known.role !== role)
      await this.write(
        'role-by-provider',
        known.email,
        ip,
        { before: { role: known.role }, after: { role } },
        known,
      );
    await this.write('sign-in', known.email, ip, of, known);
    return { ...known, ...values };
  }

  /**
   * Whose the sign-in is. An address alone finds only an invitation that nobody took up, or a sign-in that was handed
   * over and not taken up: everything else is somebody's already.
   *
   * @throws Refused
   */
  private async find(person: ProviderPerson, provider: UsedProvider): Promise<SignIn | null> {
    const known = await this.accounts.bySubject(person.issuer, person.subject);
    if (known) return known;
    if (!person.email || !(person.isVerified || provider.trustsAddresses)) throw new Refused('no-address');
    const same = await this.accounts.byEmail(keyOf(person));
    const domain = keyOf(person).split('@')[1]!;
    if (!same && provider.domains.length && !provider.domains.some((one) => one.toLowerCase() === domain))
      throw new Refused('other-domain');
    if (!same) return null;
    // One that went back to a password waits for that, and for nobody of the provider.
    if (same.issuer === null && (same.passwordHash !== '' || same.lastSignedInAt !== null))
      throw new Refused('has-password');
    if (same.subject !== null) throw new Refused('somebody-else');
    return same;
  }

  /** @throws Refused */
  private async roleOf(
    { groups }: ProviderPerson,
    { groupRoles, otherRole }: UsedProvider,
    known: SignIn | null,
  ): Promise<string> {
    const there = (await this.roles.list()).map(({ id }) => id);
    const isKept = groupRoles.length === 0 && known !== null;
    // A provider that lost its mapper, or tells of groups elsewhere, takes nobody's role away.
    if (!isKept && groupRoles.length > 0 && groups === undefined) throw new Refused('no-groups');
    const lines = groupRoles.filter(({ role }) => there.includes(role));
    const role = isKept ? known.role : roleOfGroups(groups ?? [], lines, otherRole);
    if (!role || !there.includes(role)) throw new Refused('no-role');
    return role;
  }

  private write(
    action: string,
    actor: string,
    address: string,
    details: object,
    account?: SignIn | null,
  ): Promise<void> {
    return this.audit.write({
      ...{ actor, action, address, subjectType: 'sign-ins', details },
      ...{ subjectId: account?.publicId, subjectName: account?.email },
    });
  }
}

const keyOf = ({ email }: ProviderPerson) => accountKeyOf(email!);
