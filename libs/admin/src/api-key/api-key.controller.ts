import { Delete, Get, Param, Patch, Post, Req } from '@nestjs/common';
import {
  Answers,
  AnswersCreated,
  AnswersNothing,
  AnswersPage,
  ApiController,
  type ApiRequest,
  Body,
  type CollectionQuery,
  InCollection,
  type Page,
} from '@facteur/platform';
import { CreateApiKeyDto, UpdateApiKeyDto } from './api-key.dto.js';
import { API_KEYS } from './api-key-sql.js';
import { ApiKeyService } from './api-key.service.js';
import { ApiKeyView, NewApiKeyView } from './api-key.view.js';

@ApiController('api-keys', { row: 'api_key', see: 'keys:change', change: 'keys:change' })
export class ApiKeyController {
  constructor(private readonly keys: ApiKeyService) {}

  @Get()
  @AnswersPage(ApiKeyView, 'API keys')
  list(@InCollection(API_KEYS) query: CollectionQuery): Promise<Page<ApiKeyView>> {
    return this.keys.list(query);
  }

  @Get(':id')
  @Answers(ApiKeyView, 'An API key')
  get(@Param('id') id: string): Promise<ApiKeyView> {
    return this.keys.view(id);
  }

  @Post()
  @AnswersCreated(NewApiKeyView, 'Makes a key; `key` is shown in this answer and never again')
  create(@Body() dto: CreateApiKeyDto, @Req() { principal }: ApiRequest): Promise<NewApiKeyView> {
    return this.keys.create(dto, principal);
  }

  @Patch(':id')
  @Answers(ApiKeyView, 'Changes its name, role, networks, or when it runs out')
  update(
    @Param('id') id: string,
    @Body() dto: UpdateApiKeyDto,
    @Req() { principal }: ApiRequest,
  ): Promise<ApiKeyView> {
    return this.keys.update(id, dto, principal!);
  }

  @Delete(':id')
  @AnswersNothing('Takes the key back; it stops working at once')
  remove(@Param('id') id: string, @Req() { principal }: ApiRequest): Promise<void> {
    return this.keys.remove(id, principal!);
  }
}
