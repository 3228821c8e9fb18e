import { Injectable } from '@nestjs/common';
import {
  Clock,
  type CollectionQuery,
  Collections,
  Database,
  EntityStore,
  type Page,
} from '@facteur/platform';
import { hashToken, newToken } from '../sign-in/token.js';
import type { CreateApiKeyDto, UpdateApiKeyDto } from './api-key.dto.js';
import { ApiKey } from './api-key.entity.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { API_KEYS } from './api-key-sql.js';
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
  async create(dto: CreateApiKeyDto): Promise<NewApiKeyView> {
    const key = newToken('key');
    const made = await this.store.create({ ...dto, tokenHash: hashToken(key), hint: `…${key.slice(-4)}` });
    return { ...(await this.view(made.publicId)), key };
  }

  /** A new key in place of all of that name, which stop working. */
  async renew(name: string): Promise<NewApiKeyView> {
    await this.keys.removeByName(name);
    return this.create({ name });
  }

  async update(id: string, dto: UpdateApiKeyDto): Promise<ApiKeyView> {
    const known = await this.store.get(id);
    await this.store.update(known.id, { ...dto });
    return this.view(id);
  }

  async remove(id: string): Promise<void> {
    const known = await this.store.get(id);
    await this.store.remove(known.id);
  }
}
