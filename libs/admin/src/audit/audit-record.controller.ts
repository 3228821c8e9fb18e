import { Get, Param } from '@nestjs/common';
import {
  Answers,
  AnswersPage,
  ApiController,
  type CollectionQuery,
  Collections,
  InCollection,
  type Page,
  viewOf,
} from '@facteur/platform';
import { AUDIT_RECORDS } from './audit-record-sql.js';

export class AuditRecordView extends viewOf(AUDIT_RECORDS) {}

/** Who did what to what; only added to, and there is no call that changes it. */
@ApiController('audit-records', { see: 'audit:see', change: 'audit:see' })
export class AuditRecordController {
  constructor(private readonly collections: Collections) {}

  @Get()
  @AnswersPage(AuditRecordView, 'What was done here, the newest first')
  list(@InCollection(AUDIT_RECORDS) query: CollectionQuery): Promise<Page<AuditRecordView>> {
    return this.collections.page(AUDIT_RECORDS, query);
  }

  @Get(':id')
  @Answers(AuditRecordView, 'One of them')
  get(@Param('id') id: string): Promise<AuditRecordView> {
    return this.collections.one(AUDIT_RECORDS, id);
  }
}
