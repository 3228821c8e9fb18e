import { Get, Param } from '@nestjs/common';
import {
  Answers,
  AnswersFile,
  AnswersPage,
  ApiController,
  type CollectionQuery,
  EXPORT_TYPES,
  Exporting,
  type ExportQuery,
  InCollection,
  type Page,
  Needs,
} from '@facteur/platform';
import { LOG_RECORDS } from './campaign-log-sql.js';
import { CampaignLogReader } from './campaign-log-reader.js';
import { ARCHIVE } from './log-tables-sql.js';
import { CampaignLogView } from './campaign-log.view.js';

/** The log is append-only: it is read here, and written by what happens. */
@ApiController('campaign-log-records', { see: 'figures:see', change: 'lists:change' })
export class CampaignLogController {
  constructor(private readonly log: CampaignLogReader) {}

  @Get()
  @AnswersPage(CampaignLogView, 'What happened to every message: sent, opened, clicked, opted out, bounced')
  list(@InCollection(LOG_RECORDS) query: CollectionQuery): Promise<Page<CampaignLogView>> {
    return this.log.list(query);
  }

  @Get('export')
  @Needs('people:export')
  @AnswersFile('The log, or the part that a filter matches, as CSV or XLSX', ...EXPORT_TYPES)
  export(@Exporting(LOG_RECORDS) query: ExportQuery) {
    return this.log.export(query);
  }

  @Get('archived')
  @AnswersPage(CampaignLogView, 'The same of mailings that Clean Up put into the archive')
  listArchived(@InCollection(LOG_RECORDS) query: CollectionQuery): Promise<Page<CampaignLogView>> {
    return this.log.list(query, ARCHIVE);
  }

  @Get('archived/export')
  @Needs('people:export')
  @AnswersFile('The archive of the log, or the part that a filter matches, as CSV or XLSX', ...EXPORT_TYPES)
  exportArchived(@Exporting(LOG_RECORDS) query: ExportQuery) {
    return this.log.export(query, ARCHIVE);
  }

  @Get(':id')
  @Answers(CampaignLogView, 'One entry of the log')
  get(@Param('id') id: string): Promise<CampaignLogView> {
    return this.log.view(id);
  }
}
