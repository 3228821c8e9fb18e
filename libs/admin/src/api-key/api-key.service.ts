import { Injectable } from '@nestjs/common';
import {
  Clock,
  type CollectionQuery,
  Collections,
  Database,
  EntityStore,
  type Page,
  type Principal,
} from '@facteur/platform';
import { RoleService } from '../role/role.service.js';
import { TeamService } from '../team/team.service.js';
import { hashToken, newToken } from '../sign-in/token.js';
import type { CreateApiKeyDto, UpdateApiKeyDto } from './api-key.dto.js';
import { ApiKey } from './api-key.entity.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { API_KEYS } from './api-key-sql.js';
import { requireNetworks } from './networks.js';
import type { ApiKeyView, NewApiKeyView } from './api-key.view.js';

/** Keys by which programs sign in; only their hashes are stored. */
@Injectable()
export class ApiKeyService {
  private readonly store: EntityStore<ApiKey>;

  constructor(
    database: Database,
    clock: Clock,
    private readonly collections: Collections,
    private readonly keys: ApiKeyRepository,
    private readonly roles: RoleService,
    private readonly teams: TeamService,
  ) {
    this.store = new EntityStore(database, clock, ApiKey, 'API key');
  }

  list(query: CollectionQuery): Promise<Page<ApiKeyView>> {
    return this.collections.page(API_KEYS, query);
  }

  view(id: string): Promise<ApiKeyView> {
    return this.collections.one(API_KEYS, id);
  }

  /** `key` is in this answer and never again. */
  async create({ networks, teamIds, ...dto }: CreateApiKeyDto, by?: Principal): Promise<NewApiKeyView> {
    const role = dto.role ?? by?.role ?? 'admin';
    await this.roles.requireGivable('role', role, by);
    const teams = await this.teams.requireGivable('teamIds', teamIds ?? by?.teams ?? [], by);
    if (networks) requireNetworks('networks', networks);
    const key = newToken('key');
    const made = await this.store.create({
      ...dto,
      ...{ role, teams, networks: networks?.length ? JSON.stringify(networks) : null },
      ...{ tokenHash: hashToken(key), hint: `…${key.slice(-4)}` },
    });
    return { ...(await this.view(made.publicId)), key };
  }

  /** A new key in place of all of that name, which stop working. */
  async renew(name: string): Promise<NewApiKeyView> {
    await this.keys.removeByName(name);
    return this.create({ name });
  }

  async update(
    id: string,
    { networks, teamIds, ...dto }: UpdateApiKeyDto,
    by: Principal,
  ): Promise<ApiKeyView> {
    const known = await this.mine(id, by);
    if (dto.role !== undefined) await this.roles.requireGivable('role', dto.role, by);
    if (networks) requireNetworks('networks', networks);
    await this.store.update(known.id, {
      ...dto,
      ...(teamIds === undefined ? {} : { teams: await this.teams.requireGivable('teamIds', teamIds, by) }),
      ...(networks === undefined ? {} : { networks: networks?.length ? JSON.stringify(networks) : null }),
    });
    return this.view(id);
  }

  async remove(id: string, by: Principal): Promise<void> {
    const known = await this.mine(id, by);
    await this.store.remove(known.id);
  }

  /** Nobody changes a key that may do more than they. @throws NotFound | Problem 403 */
  private async mine(id: string, by: Principal): Promise<ApiKey> {
    const known = await this.store.get(id);
    await this.roles.requireGivable('role', known.role, by);
    return known;
  }
}
