import { Body, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ApiController, type CollectionQuery, Listing } from '@facteur/platform';
import { CreateCampaignDto, UpdateCampaignDto } from './campaign.dto.js';
import { CampaignService } from './campaign.service.js';

@ApiController('campaigns')
export class CampaignController {
  constructor(private readonly campaigns: CampaignService) {}

  @Get()
  list(@Listing() query: CollectionQuery) {
    return this.campaigns.list(query);
  }

  @Get(':id')
  get(@Param('id') id: string) {
    return this.campaigns.view(id);
  }

  @Post()
  create(@Body() dto: CreateCampaignDto) {
    return this.campaigns.create(dto);
  }

  @Patch(':id')
  update(@Param('id') id: string, @Body() dto: UpdateCampaignDto) {
    return this.campaigns.update(id, dto);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Archives the campaign; refused while it has mass e-mails' })
  remove(@Param('id') id: string) {
    return this.campaigns.remove(id);
  }
}
