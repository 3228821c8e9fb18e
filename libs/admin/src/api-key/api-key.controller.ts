import { Body, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ApiController, type CollectionQuery, Listing } from '@facteur/platform';
import { CreateApiKeyDto, UpdateApiKeyDto } from './api-key.dto.js';
import { ApiKeyService } from './api-key.service.js';

@ApiController('api-keys')
export class ApiKeyController {
  constructor(private readonly keys: ApiKeyService) {}

  @Get()
  list(@Listing() query: CollectionQuery) {
    return this.keys.list(query);
  }

  @Get(':id')
  get(@Param('id') id: string) {
    return this.keys.view(id);
  }

  @Post()
  @ApiOperation({ summary: 'Makes a key; `key` is shown in this answer and never again' })
  create(@Body() dto: CreateApiKeyDto) {
    return this.keys.create(dto);
  }

  @Patch(':id')
  update(@Param('id') id: string, @Body() dto: UpdateApiKeyDto) {
    return this.keys.update(id, dto);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Takes the key back; it stops working at once' })
  remove(@Param('id') id: string) {
    return this.keys.remove(id);
  }
}
