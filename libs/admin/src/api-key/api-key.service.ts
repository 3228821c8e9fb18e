import { Injectable } from '@nestjs/common';
import {
  Clock,
  Database,
  date,
  EntityStore,
  Collections,
  type CollectionQuery,
  type CollectionSpec,
  text,
} from '@facteur/platform';
import { hashToken, newToken } from '../sign-in/token.js';
import type { CreateApiKeyDto, UpdateApiKeyDto } from './api-key.dto.js';
import { ApiKey } from './api-key.entity.js';

const LIST: CollectionSpec = {
  noun: 'API key',
  from: 'api_key k',
  columns: {
    id: text('k.public_id'),
    name: text('k.name'),
    hint: text('k.hint'),
    lastUsedAt: date('k.last_used_at'),
    expiresAt: date('k.expires_at'),
    createdAt: date('k.created_at'),
    modifiedAt: date('k.modified_at'),
  },
  search: ['name'],
  sortBy: 'createdAt:DESC',
  tieBreak: 'k.id',
};

/** Keys by which programs sign in; only their hashes are stored. */
@Injectable()
export class ApiKeyService {
  private readonly store: EntityStore<ApiKey>;

  constructor(
    private readonly database: Database,
    clock: Clock,
    private readonly collections: Collections,
  ) {
    this.store = new EntityStore(database, clock, ApiKey, 'API key');
  }

  list(query: CollectionQuery) {
    return this.collections.page(LIST, query);
  }

  view(id: string) {
    return this.collections.one(LIST, id);
  }

  /** `key` is in this answer and never again. */
  async create(dto: CreateApiKeyDto) {
    const key = newToken('key');
    const made = await this.store.create({ ...dto, tokenHash: hashToken(key), hint: `…${key.slice(-4)}` });
    return { ...(await this.view(made.publicId)), key };
  }

  /** A new key in place of all of that name, which stop working. */
  async renew(name: string) {
    await this.database.execute('DELETE FROM api_key WHERE name = ?', [name]);
    return this.create({ name });
  }

  async update(id: string, dto: UpdateApiKeyDto) {
    const known = await this.store.get(id);
    await this.store.update(known.id, { ...dto });
    return this.view(id);
  }

  async remove(id: string): Promise<void> {
    const known = await this.store.get(id);
    await this.store.remove(known.id);
  }
}
