import { Body, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiController, type CollectionQuery, Listing } from '@facteur/platform';
import { CreateTrackingUrlDto, UpdateTrackingUrlDto } from './tracking-url.dto.js';
import { TrackingUrlService } from './tracking-url.service.js';

@ApiController('tracking-urls')
export class TrackingUrlController {
  constructor(private readonly urls: TrackingUrlService) {}

  @Get()
  list(@Listing() query: CollectionQuery) {
    return this.urls.list(query);
  }

  @Get(':id')
  get(@Param('id') id: string) {
    return this.urls.view(id);
  }

  @Post()
  create(@Body() dto: CreateTrackingUrlDto) {
    return this.urls.create(dto);
  }

  @Patch(':id')
  update(@Param('id') id: string, @Body() dto: UpdateTrackingUrlDto) {
    return this.urls.update(id, dto);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id') id: string) {
    return this.urls.remove(id);
  }
}
