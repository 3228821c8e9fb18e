import { Get, Param } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ApiController, Exporting, type ExportQuery, type CollectionQuery, Listing } from '@facteur/platform';
import { CampaignLog } from './campaign-log.service.js';

/** The log is append-only: it is read here, and written by what happens. */
@ApiController('campaign-log-records')
export class CampaignLogController {
  constructor(private readonly log: CampaignLog) {}

  @Get()
  @ApiOperation({ summary: 'What happened to every message: sent, opened, clicked, opted out, bounced' })
  list(@Listing() query: CollectionQuery) {
    return this.log.list(query);
  }

  @Get('export')
  @ApiOperation({ summary: 'The log, or the part that a filter matches, as CSV or XLSX' })
  export(@Exporting() query: ExportQuery) {
    return this.log.export(query);
  }

  @Get(':id')
  get(@Param('id') id: string) {
    return this.log.view(id);
  }
}
