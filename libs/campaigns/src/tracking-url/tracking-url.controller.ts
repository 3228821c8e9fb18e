import { Delete, Get, Param, Patch, Post } from '@nestjs/common';
import {
  Answers,
  AnswersCreated,
  AnswersNothing,
  AnswersPage,
  ApiController,
  Body,
  type CollectionQuery,
  InCollection,
  Needs,
} from '@facteur/platform';
import { CreateTrackingUrlDto, UpdateTrackingUrlDto } from './tracking-url.dto.js';
import { TRACKING_URLS } from './tracking-url-sql.js';
import { TrackingUrlService } from './tracking-url.service.js';
import { TrackingUrlView } from './tracking-url.view.js';

@ApiController('tracking-urls', {
  row: 'tracking_url',
  belongs: { table: 'campaign', by: 'campaign_id' },
  see: 'figures:see',
  change: 'letters:write',
})
export class TrackingUrlController {
  constructor(private readonly urls: TrackingUrlService) {}

  @Get()
  @AnswersPage(TrackingUrlView, 'Tracking URLs')
  list(@InCollection(TRACKING_URLS) query: CollectionQuery) {
    return this.urls.list(query);
  }

  @Get(':id')
  @Answers(TrackingUrlView, 'A tracking URL')
  get(@Param('id') id: string): Promise<TrackingUrlView> {
    return this.urls.view(id);
  }

  @Post()
  @AnswersCreated(TrackingUrlView, 'Makes a tracking URL of a campaign')
  create(@Body() dto: CreateTrackingUrlDto): Promise<TrackingUrlView> {
    return this.urls.create(dto);
  }

  @Patch(':id')
  @Needs('mass-email:send')
  @Answers(TrackingUrlView, 'Changes it; links that were sent lead to the new place')
  update(@Param('id') id: string, @Body() dto: UpdateTrackingUrlDto): Promise<TrackingUrlView> {
    return this.urls.update(id, dto);
  }

  @Delete(':id')
  @Needs('mass-email:send')
  @AnswersNothing('Archives it; links that were sent go on working')
  remove(@Param('id') id: string) {
    return this.urls.remove(id);
  }
}
