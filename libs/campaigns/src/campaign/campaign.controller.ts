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
  type Page,
  Refuses,
} from '@facteur/platform';
import { CAMPAIGNS } from './campaign-sql.js';
import { CreateCampaignDto, UpdateCampaignDto } from './campaign.dto.js';
import { CampaignService } from './campaign.service.js';
import { CampaignView } from './campaign.view.js';

@ApiController('campaigns', {
  row: 'campaign',
  belongs: 'to a team',
  see: 'figures:see',
  change: 'letters:write',
})
export class CampaignController {
  constructor(private readonly campaigns: CampaignService) {}

  @Get()
  @AnswersPage(CampaignView, 'Campaigns')
  list(@InCollection(CAMPAIGNS) query: CollectionQuery): Promise<Page<CampaignView>> {
    return this.campaigns.list(query);
  }

  @Get(':id')
  @Answers(CampaignView, 'A campaign')
  get(@Param('id') id: string): Promise<CampaignView> {
    return this.campaigns.view(id);
  }

  @Post()
  @AnswersCreated(CampaignView, 'Makes a campaign')
  create(@Body() dto: CreateCampaignDto): Promise<CampaignView> {
    return this.campaigns.create(dto);
  }

  @Patch(':id')
  @Answers(CampaignView, 'Changes it; its type stays once one of its mailings has left Draft')
  @Refuses(409, 'Its type holds mailings that went out, or are about to')
  update(@Param('id') id: string, @Body() dto: UpdateCampaignDto): Promise<CampaignView> {
    return this.campaigns.update(id, dto);
  }

  @Delete(':id')
  @AnswersNothing('Archives the campaign; refused while it has mass e-mails')
  @Refuses(409, 'It has mailings that are not archived')
  remove(@Param('id') id: string): Promise<void> {
    return this.campaigns.remove(id);
  }
}
