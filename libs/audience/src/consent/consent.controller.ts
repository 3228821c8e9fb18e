import { Get, Param, type StreamableFile } from '@nestjs/common';
import {
  AnswersFile,
  AnswersList,
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
import { ConsentService } from './consent.service.js';
import { CONSENT_RECORDS } from './consent-sql.js';
import { ConsentOfListView, ConsentRecordView } from './consent.view.js';

/** How people came to lists, and left them. */
@ApiController('consents', { see: 'people:see', change: 'people:change' })
export class ConsentController {
  constructor(private readonly consents: ConsentService) {}

  @Get('of/:targetType/:targetId')
  @AnswersList(
    ConsentOfListView,
    'List by list, what a record has agreed to: what stands, how and when it came, and every change since',
  )
  ofRecord(
    @Param('targetType') targetType: string,
    @Param('targetId') targetId: string,
  ): Promise<{ data: ConsentOfListView[] }> {
    return this.consents.ofRecord({ targetType, targetId });
  }

  @Get('of-list/:id')
  @AnswersPage(ConsentRecordView, 'How and when people came to a list, and left it; newest first')
  ofList(
    @Param('id') id: string,
    @InCollection(CONSENT_RECORDS) query: CollectionQuery,
  ): Promise<Page<ConsentRecordView>> {
    return this.consents.ofList(id, query);
  }

  @Get('of-list/:id/export')
  @Needs('people:export')
  @AnswersFile('The same as CSV or XLSX', ...EXPORT_TYPES)
  export(@Param('id') id: string, @Exporting(CONSENT_RECORDS) query: ExportQuery): Promise<StreamableFile> {
    return this.consents.exportOfList(id, query);
  }
}
