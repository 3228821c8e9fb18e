import { Body, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ApiController, EnumField, type ListQuery, Listing } from '@facteur/platform';
import { StatisticsService } from '../statistics/statistics.service.js';
import { CreateCampaignDto, UpdateCampaignDto } from './campaign.dto.js';
import { CampaignService } from './campaign.service.js';

export class TimelineQuery {
  @EnumField(['hour', 'day'], { description: 'Length of one step of the series; day when absent' })
  interval?: 'hour' | 'day';
}

@ApiController('campaigns')
export class CampaignController {
  constructor(
    private readonly campaigns: CampaignService,
    private readonly statistics: StatisticsService,
  ) {}

  @Get()
  list(@Listing() query: ListQuery) {
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

  @Get(':id/statistics')
  @ApiOperation({ summary: 'Counts of people and percentages of sent, without tests and suspected bots' })
  async statisticsOf(@Param('id') id: string) {
    return this.statistics.ofCampaign((await this.campaigns.store.get(id)).id);
  }

  @Get(':id/timeline')
  @ApiOperation({ summary: 'Log records by action and time (UTC), for charts' })
  async timeline(@Param('id') id: string, @Query() query: TimelineQuery) {
    return this.statistics.timeline((await this.campaigns.store.get(id)).id, query.interval ?? 'day');
  }
}
