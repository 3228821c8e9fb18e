import { Injectable } from '@nestjs/common';
import {
  Clock,
  type CollectionQuery,
  Collections,
  Conflict,
  Database,
  EntityStore,
  InvalidInput,
  isDuplicate,
  type Page,
  type Principal,
  UserDirectories,
} from '@facteur/platform';
import { RoleService } from '../role/role.service.js';
import { SecondFactor } from '../second-factor/second-factor.service.js';
import { TeamService } from '../team/team.service.js';
import { accountKeyOf } from '../sign-in/passwords.js';
import { Sessions } from '../sign-in/sessions.js';
import { SignIn, type SignInWay } from '../sign-in/sign-in.entity.js';
import { ProviderClient } from '../provider/provider-client.js';
import { providerAway } from '../provider/provider-words.js';
import { ProviderSettings } from '../provider/provider-settings.js';
import { PasswordLinks } from './password-links.js';
import { PeopleRepository } from './people.repository.js';
import type { ChangeSignInDto, InvitedView, InviteDto, SignInView } from './people.dto.js';
import { SignInTokenRepository } from './sign-in-token.repository.js';
import { SIGN_INS } from './sign-in-sql.js';

/** People who sign in: invited, given a role, disabled, taken away. */
@Injectable()
export class PeopleService {
  private readonly store: EntityStore<SignIn>;

  constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly collections: Collections,
    private readonly people: PeopleRepository,
    private readonly roles: RoleService,
    private readonly teams: TeamService,
    private readonly links: PasswordLinks,
    private readonly sessions: Sessions,
    private readonly secondFactor: SecondFactor,
    private readonly tokens: SignInTokenRepository,
    private readonly provider: ProviderSettings,
    private readonly client: ProviderClient,
    private readonly users: UserDirectories,
  ) {
    this.store = new EntityStore(database, clock, SignIn, 'sign-in');
  }

  list(query: CollectionQuery): Promise<Page<SignInView>> {
    return this.collections.page(SIGN_INS, query);
  }

  view(id: string): Promise<SignInView> {
    return this.collections.one(SIGN_INS, id);
  }

  /** Makes the sign-in and mails a link; what could not be mailed can be sent again. */
  async invite({ email, name, role, teamIds = [], userId }: InviteDto, by: Principal): Promise<InvitedView> {
    await this.roles.requireGivable('role', role, by);
    const teams = await this.teams.requireGivable('teamIds', teamIds, by);
    await this.requireUser(userId);
    try {
      const made = await this.store.create({
        ...{ email: accountKeyOf(email), name: name ?? null, role, teams, userId: userId ?? null },
        ...{ passwordHash: '', status: 'Invited' },
      });
      return await this.invited(made, by);
    } catch (error) {
      if (isDuplicate(error)) throw InvalidInput.of('email', 'is that of somebody who has a sign-in already');
      throw error;
    }
  }

  /** Mails the link once more; the one before is no longer good. @throws Conflict */
  async inviteAgain(id: string, by: Principal): Promise<InvitedView> {
    const account = await this.mine(id, by);
    if (account.issuer !== null)
      throw new Conflict(`${account.email} comes by the provider, and needs no link.`);
    if (account.status !== 'Invited') throw new Conflict(`${account.email} has chosen a password already.`);
    return this.invited(account, by);
  }

  async update(
    id: string,
    { teamIds, signsInBy, ...dto }: ChangeSignInDto,
    by: Principal,
  ): Promise<SignInView> {
    if (signsInBy === 'provider') await this.requireProvider();
    await this.requireUser(dto.userId);
    await this.database.transaction(async () => {
      const account = await this.mine(id, by);
      if (dto.role !== undefined) await this.roles.requireGivable('role', dto.role, by);
      if (dto.role !== undefined && dto.role !== account.role && account.issuer !== null)
        if ((await this.provider.shown()).groupRoles.length > 0)
          throw InvalidInput.of('role', 'comes from the groups of the provider; change it there');
      const teams =
        teamIds === undefined ? undefined : await this.teams.requireGivable('teamIds', teamIds, by);
      const loses = (dto.role ?? 'admin') !== 'admin' || dto.status === 'Disabled';
      if (loses) await this.refuseLastAdmin(account, dto.role !== undefined ? 'role' : 'status');
      if (by.session?.accountId === account.id && (dto.role ?? account.role) !== account.role)
        throw InvalidInput.of('role', 'is your own; ask another admin to change it');
      if (by.session?.accountId === account.id && dto.status === 'Disabled')
        throw InvalidInput.of('status', 'is your own; ask another admin to change it');
      if (dto.status === 'Active' && account.status === 'Invited')
        throw InvalidInput.of('status', 'becomes Active when they choose a password');
      const status = dto.status && statusAfter(account, dto.status);
      await this.store.update(account.id, {
        ...dto,
        ...(status ? { status } : {}),
        ...(teams === undefined ? {} : { teams }),
      });
      if (signsInBy && (await this.isOther(account, signsInBy)))
        await this.handOver({ ...account, status: status ?? account.status }, signsInBy, by);
      if (dto.status === 'Disabled') {
        await this.sessions.endAll(account.id);
        await this.tokens.forget(account.id);
      }
    });
    return this.view(id);
  }

  /** @throws InvalidInput for one that there is none of */
  private async requireUser(userId: string | null | undefined): Promise<void> {
    if (userId == null) return;
    for (const directory of this.users.all()) if (await directory.exists(userId)) return;
    throw InvalidInput.of('userId', 'there is no user of the CRM with this id');
  }

  /** Whoever is handed over comes in by it alone. @throws Conflict while it does not answer */
  private async requireProvider(): Promise<void> {
    const used = await this.provider.used();
    if (!used) return;
    await this.client.find(used, true).catch((error: Error) => {
      throw providerAway(used.issuer, error, 'They could not sign in any more; hand them over when it does.');
    });
  }

  /** Whether that is another way than theirs: by another provider than the one of before as well. */
  private async isOther(account: SignIn, to: SignInWay): Promise<boolean> {
    if (to === 'password' || account.issuer === null) return to !== wayOf(account);
    const { issuer } = await this.provider.shown();
    return issuer !== null && new URL(issuer).href !== new URL(account.issuer).href;
  }

  /** To the provider, or back to a password of ours; whoever is signed in is not any more. @throws InvalidInput */
  private async handOver(account: SignIn, to: SignInWay, by: Principal): Promise<void> {
    if (by.session?.accountId === account.id)
      throw InvalidInput.of('signsInBy', 'is your own; ask another admin to change it');
    const { issuer: used } = await this.provider.shown();
    if (to === 'provider' && !(await this.provider.isUsed()))
      throw InvalidInput.of('signsInBy', 'cannot be provider: there is none, or it is switched off');
    if (to === 'provider') {
      await this.refuseLastAdmin(account, 'signsInBy');
      if (account.secondFactor) await this.secondFactor.forget(account, by.name);
    }
    const issuer = to === 'provider' ? used : null;
    // Disabled people stay so; others wait until they come the new way.
    const status = account.status === 'Disabled' ? {} : { status: 'Invited' as const };
    await this.store.update(account.id, { issuer, subject: null, passwordHash: '', ...status });
    await this.sessions.endAll(account.id);
    await this.tokens.forget(account.id);
  }

  /** @throws Conflict for the last admin, and for oneself */
  async remove(id: string, by: Principal): Promise<void> {
    await this.database.transaction(async () => {
      const account = await this.mine(id, by);
      if (by.session?.accountId === account.id)
        throw new Conflict('This is your own sign-in; another admin can take it away.');
      await this.refuseLastAdmin(account, 'role');
      await this.sessions.endAll(account.id);
      await this.store.remove(account.id);
    });
  }

  /** @returns how many ended */
  async endSessions(id: string, by: Principal): Promise<number> {
    return this.sessions.endAll((await this.mine(id, by)).id);
  }

  /** For somebody who lost app and paper. */
  async forgetSecondFactor(id: string, by: Principal): Promise<SignInView> {
    await this.secondFactor.forget(await this.mine(id, by), by.name);
    return this.view(id);
  }

  /** Nobody changes somebody who may do more than they. @throws NotFound | Problem 403 */
  private async mine(id: string, by: Principal): Promise<SignIn> {
    const account = await this.store.get(id);
    await this.roles.requireGivable('role', account.role, by);
    return account;
  }

  private async invited(account: SignIn, by: Principal): Promise<InvitedView> {
    const invitationError = (await this.links.send(account, 'invitation', by.name)) ?? null;
    return { ...(await this.view(account.publicId)), invitationError };
  }

  private async refuseLastAdmin(account: SignIn, field: string): Promise<void> {
    const admins = await this.people.activeAdmins();
    if (admins.length === 1 && admins[0] === account.id)
      throw InvalidInput.of(field, 'is that of the last admin who comes by password; make another one first');
  }
}

const wayOf = ({ issuer }: SignIn): SignInWay => (issuer === null ? 'password' : 'provider');

/** Whoever never chose a password goes on from the invitation. Pure. */
function statusAfter(
  { status, passwordHash, subject }: SignIn,
  wanted: 'Active' | 'Disabled',
): SignIn['status'] {
  if (wanted === 'Disabled' || status !== 'Disabled') return wanted;
  return passwordHash === '' && subject === null ? 'Invited' : 'Active';
}
