import { Injectable } from '@nestjs/common';
import { Clock, Database, EntityStore, PERMISSIONS, type Principal } from '@facteur/platform';
import { PeopleRepository } from '../people/people.repository.js';
import { RoleService } from '../role/role.service.js';
import { TeamService } from '../team/team.service.js';
import type { PrincipalView } from './auth.view.js';
import { SignIn } from './sign-in.entity.js';

const NAMES = 3;

/** Whoever asks, what they may do, and whom they ask for the rest. */
@Injectable()
export class WhoIsThere {
  private readonly store: EntityStore<SignIn>;

  constructor(
    database: Database,
    clock: Clock,
    private readonly people: PeopleRepository,
    private readonly roles: RoleService,
    private readonly teams: TeamService,
  ) {
    this.store = new EntityStore(database, clock, SignIn, 'sign-in');
  }

  async of({ name, role, isProgram, permissions = [], session, ...rest }: Principal): Promise<PrincipalView> {
    const account = session && (await this.store.byKey(session.accountId));
    const roles = await this.roles.list();
    // A program asks nobody.
    const missing = isProgram ? [] : PERMISSIONS.filter((one) => !permissions.includes(one));
    const active = missing.length ? await this.people.active() : [];
    const allowedBy = new Map(roles.map((one) => [one.id, one.permissions]));
    const whoCan = missing.map((permission): [string, string[]] => [
      permission,
      active
        .filter((one) => allowedBy.get(one.role)?.includes(permission))
        .slice(0, NAMES)
        .map((one) => one.name),
    ]);
    const asksForSecond = roles.find(({ id }) => id === role)?.secondFactor ?? false;
    return {
      name: account?.name ?? name,
      role,
      permissions: [...permissions],
      reach: rest.reach ?? 'all',
      teams: await this.teams.named(rest.teams ?? []),
      isProgram: isProgram ?? false,
      email: account?.email ?? null,
      hasPassword: account != null && account.issuer === null,
      hasSecondFactor: account?.secondFactor ?? false,
      secondFactorNeeded:
        asksForSecond && account !== undefined && !account?.secondFactor && account?.issuer === null,
      whoCan: Object.fromEntries(whoCan),
    };
  }
}
