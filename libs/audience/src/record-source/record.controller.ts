import { Get, Param } from '@nestjs/common';
import {
  Answers,
  AnswersList,
  AnswersPage,
  ApiController,
  type CollectionQuery,
  InAnyCollection,
  type Page,
} from '@facteur/platform';
import { RecordService } from './record.service.js';
import { AnyRecordView, RecordTypeView } from './record-type.view.js';

/** Kinds of records: the built-in ones, and those of whoever mounts this. */
@ApiController('record-types', { see: 'figures:see', change: 'people:change' })
export class RecordTypeController {
  constructor(private readonly records: RecordService) {}

  @Get()
  @AnswersList(RecordTypeView, 'The kinds of records, with their columns and what a letter can say of them')
  list(): { data: RecordTypeView[] } {
    return { data: this.records.types() };
  }
}

/** Records of any kind, to read. */
@ApiController('records', { see: 'people:see', change: 'people:change' })
export class RecordController {
  constructor(private readonly records: RecordService) {}

  @Get(':type')
  @AnswersPage(AnyRecordView, 'Records of a kind, with their names and addresses')
  list(@Param('type') type: string, @InAnyCollection() query: CollectionQuery): Promise<Page<AnyRecordView>> {
    return this.records.list(type, query);
  }

  @Get(':type/:recordId')
  @Answers(AnyRecordView, 'One record of a kind')
  one(@Param('type') type: string, @Param('recordId') id: string): Promise<AnyRecordView> {
    return this.records.one(type, id);
  }
}
