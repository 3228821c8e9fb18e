import { Injectable } from '@nestjs/common';
import {
  BUILT_IN_ROLES,
  Clock,
  Conflict,
  Database,
  EntityStore,
  InUse,
  InvalidInput,
  isDuplicate,
  isPermission,
  notAllowed,
  type Permission,
  permissionsOf,
  type Principal,
  Problem,
  type Reach,
  REACHES,
  reachOf,
  unsound,
} from '@facteur/platform';
import { ProviderSettings } from '../provider/provider-settings.js';
import type { CreateRoleDto, UpdateRoleDto } from './role.dto.js';
import { Role } from './role.entity.js';
import { RoleRepository } from './role.repository.js';
import type { RoleView } from './role.view.js';

/** What there is of a stored list: one that a later version knows and this one does not is nothing here. */
export const permissionsIn = (json: string): Permission[] =>
  (JSON.parse(json) as string[]).filter(isPermission);

/** What a role allows now; nothing, when there is no such role any more. @param made permissions of a role that an admin made */
export const allowedBy = (role: string, made: string | null): readonly Permission[] =>
  permissionsOf(role) ?? (made ? permissionsIn(made) : []);

const BUILT_IN: RoleView[] = Object.entries(BUILT_IN_ROLES).map(([id, { name, permissions }]) => ({
  id,
  name,
  permissions: [...permissions],
  reach: 'all',
  isBuiltIn: true,
  secondFactor: false,
}));

/** Roles: those that are built in, and those that an admin made beside them. */
@Injectable()
export class RoleService {
  private readonly store: EntityStore<Role>;

  constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly roles: RoleRepository,
    private readonly provider: ProviderSettings,
  ) {
    this.store = new EntityStore(database, clock, Role, 'role');
  }

  async list(): Promise<RoleView[]> {
    const made = await this.database.run((manager) => manager.find(Role, { order: { name: 'ASC' } }));
    return [...BUILT_IN, ...made.map(viewOf)];
  }

  /** @throws NotFound */
  async view(id: string): Promise<RoleView> {
    return BUILT_IN.find((one) => one.id === id) ?? viewOf(await this.store.get(id));
  }

  async create(dto: CreateRoleDto, by: Principal): Promise<RoleView> {
    refuseMore(by, dto.permissions);
    refuseWider(by, dto.reach ?? 'all');
    refuseUnsound(dto.permissions);
    const { publicId } = await this.named(dto.name, () =>
      this.store.create({
        name: dto.name,
        permissions: JSON.stringify(dto.permissions),
        reach: dto.reach ?? 'all',
        secondFactor: dto.secondFactor ?? false,
      }),
    );
    return this.view(publicId);
  }

  async update(id: string, dto: UpdateRoleDto, by: Principal): Promise<RoleView> {
    refuseBuiltIn(id);
    const role = await this.store.get(id);
    refuseMore(by, [...permissionsIn(role.permissions), ...(dto.permissions ?? [])]);
    for (const reach of [role.reach, dto.reach ?? role.reach]) refuseWider(by, reach);
    refuseUnsound(dto.permissions ?? []);
    await this.named(dto.name, () =>
      this.store.update(role.id, {
        ...(dto.name === undefined ? {} : { name: dto.name }),
        ...(dto.permissions === undefined ? {} : { permissions: JSON.stringify(dto.permissions) }),
        ...(dto.reach === undefined ? {} : { reach: dto.reach }),
        ...(dto.secondFactor === undefined ? {} : { secondFactor: dto.secondFactor }),
      }),
    );
    return this.view(id);
  }

  /** @throws InUse naming who has it */
  async remove(id: string, by: Principal): Promise<void> {
    refuseBuiltIn(id);
    const role = await this.store.get(id);
    refuseMore(by, permissionsIn(role.permissions));
    refuseWider(by, role.reach);
    await this.database.transaction(async () => {
      const holders = [...(await this.roles.holders(id)), ...(await this.linesOf(id))];
      if (holders.length) throw new InUse('role', holders);
      await this.store.remove(role.id);
    });
  }

  /**
   * That somebody may give a role: there is one, and it allows nothing that they may not do themselves.
   *
   * @throws InvalidInput naming the field | Problem 403
   */
  async requireGivable(field: string, id: string, by: Principal | undefined): Promise<void> {
    const role = (await this.list()).find((one) => one.id === id);
    if (!role) throw InvalidInput.of(field, `there is no role with the id ${id}; GET /roles lists them`);
    if (!by) return;
    refuseMore(by, role.permissions);
    refuseWider(by, role.reach);
  }

  /** The provider's groups may give it. */
  private async linesOf(id: string): Promise<{ type: string; id: string; name: string }[]> {
    const { groupRoles, otherRole } = await this.provider.shown();
    const groups = groupRoles.filter(({ role }) => role === id).map(({ group }) => group);
    return [...groups, ...(otherRole === id ? ['everybody else'] : [])].map((name) => ({
      ...{ type: 'group of the sign-in provider', id: name, name },
    }));
  }

  private async named<T>(name: string | undefined, work: () => Promise<T>): Promise<T> {
    if (name && BUILT_IN.some((one) => one.name.toLowerCase() === name.toLowerCase()))
      throw InvalidInput.of('name', 'is that of a role that is built in');
    try {
      return await work();
    } catch (error) {
      if (isDuplicate(error)) throw InvalidInput.of('name', 'is that of another role');
      throw error;
    }
  }
}

const viewOf = ({ publicId, name, permissions, reach, secondFactor }: Role): RoleView => ({
  id: publicId,
  name,
  permissions: permissionsIn(permissions),
  reach,
  isBuiltIn: false,
  secondFactor,
});

/** Nobody makes somebody mightier than they are. @throws Problem 403 */
function refuseMore(by: Principal, permissions: readonly string[]): void {
  const missing = permissions.find((one) => !by.permissions?.includes(one as Permission));
  if (missing) throw notAllowed(missing);
}

/** Nor one who reaches further. @throws Problem 403 */
function refuseWider(by: Principal, reach: Reach): void {
  if (REACHES.indexOf(reach) < REACHES.indexOf(reachOf(by).reach))
    throw new Problem(403, 'Forbidden', 'Your own role does not reach that far.', { code: 'not-allowed' });
}

/** @throws InvalidInput */
function refuseUnsound(permissions: readonly string[]): void {
  const lonely = unsound(permissions);
  if (lonely)
    throw InvalidInput.of(
      'permissions',
      `${lonely.permission} takes ${lonely.needs} as well: it shows that on its way`,
    );
}

/** @throws Conflict */
function refuseBuiltIn(id: string): void {
  if (BUILT_IN.some((one) => one.id === id))
    throw new Conflict(
      `The role "${BUILT_IN_ROLES[id]!.name}" is built in and stays as it is; make another beside it.`,
    );
}
