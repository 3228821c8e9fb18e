import { Body, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation, PartialType } from '@nestjs/swagger';
import { Column, Entity } from 'typeorm';
import {
  ApiController, BaseEntity, Clock, Database, date, DateField, EntityStore, Lister, type ListQuery, Listing, type ListSpec, text, TextField,
} from '@facteur/platform';
import { hashToken, newToken } from '../sign-in/token.js';

@Entity('api_key')
export class ApiKey extends BaseEntity {
  @Column({ type: 'varchar', length: 255 })
  name: string;

  @Column({ type: 'varchar', length: 64 })
  tokenHash: string;

  /** The last characters, so that people can tell their keys apart. */
  @Column({ type: 'varchar', length: 20 })
  hint: string;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  lastUsedAt: Date | null;

  @Column({ type: 'datetime', precision: 3, nullable: true })
  expiresAt: Date | null;
}

export class CreateApiKeyDto {
  @TextField({ required: true, example: 'Reporting' })
  name: string;

  @DateField({ description: 'Never when absent' })
  expiresAt?: Date | null;
}

export class UpdateApiKeyDto extends PartialType(CreateApiKeyDto) {}

const LIST: ListSpec = {
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

@ApiController('api-keys')
export class ApiKeyController {
  private readonly store: EntityStore<ApiKey>;

  constructor(
    database: Database,
    clock: Clock,
    private readonly lister: Lister,
  ) {
    this.store = new EntityStore(database, clock, ApiKey, 'API key');
  }

  @Get()
  list(@Listing() query: ListQuery) {
    return this.lister.page(LIST, query);
  }

  @Get(':id')
  get(@Param('id') id: string) {
    return this.lister.one(LIST, id);
  }

  @Post()
  @ApiOperation({ summary: 'Makes a key; `key` is shown in this answer and never again' })
  async create(@Body() dto: CreateApiKeyDto) {
    const key = newToken('key');
    const made = await this.store.create({ ...dto, tokenHash: hashToken(key), hint: `…${key.slice(-4)}` });
    return { ...(await this.lister.one(LIST, made.publicId)), key };
  }

  @Patch(':id')
  async update(@Param('id') id: string, @Body() dto: UpdateApiKeyDto) {
    const known = await this.store.get(id);
    await this.store.update(known.id, { ...dto });
    return this.lister.one(LIST, id);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Takes the key back; it stops working at once' })
  async remove(@Param('id') id: string): Promise<void> {
    const known = await this.store.get(id);
    await this.store.remove(known.id);
  }
}
