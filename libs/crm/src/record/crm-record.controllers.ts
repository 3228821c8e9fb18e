import { Delete, Get, Inject, Param, Patch, Post, type Type } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { ConsentOfListView, ConsentService, ListOfRecordView, TargetListService } from '@facteur/audience';
import {
  Answers,
  AnswersCreated,
  AnswersFile,
  AnswersList,
  AnswersNothing,
  AnswersPage,
  ApiController,
  Body,
  type CollectionQuery,
  EXPORT_TYPES,
  Exporting,
  type ExportQuery,
  InCollection,
  Refuses,
  validationPipe,
  Needs,
} from '@facteur/platform';
import { KINDS } from '../kinds.js';
import type { CrmRecordService } from './crm-record.service.js';
import { CrmRecordServices } from './crm-record-services.js';
import type { RecordKind } from './record-kind.js';

/** A pipe that validates against a class that is only known when the controller is made. */
function pipeFor(type: Type<object>) {
  const pipe = validationPipe();
  return {
    transform: (value: unknown) =>
      pipe.transform(value, { type: 'body', metatype: type }) as Promise<unknown>,
  };
}

/** The collection of one kind of record; all are the same but for their fields. */
function controllerOf({
  targetType,
  table,
  path,
  list,
  view,
  createDto,
  updateDto,
}: RecordKind): Type<object> {
  @ApiController(path, { row: table, see: 'people:see', change: 'people:change' })
  class CrmRecordController {
    private readonly records: CrmRecordService;

    constructor(
      @Inject(CrmRecordServices) services: CrmRecordServices,
      @Inject(TargetListService) private readonly lists: TargetListService,
      @Inject(ConsentService) private readonly consents: ConsentService,
    ) {
      this.records = services.of(targetType);
    }

    @Get()
    @AnswersPage(view, `Records of the type ${targetType}`)
    list(@InCollection(list) query: CollectionQuery) {
      return this.records.list(query);
    }

    @Get('export')
    @Needs('people:export')
    @AnswersFile(`Records of the type ${targetType}, or those that a filter matches`, ...EXPORT_TYPES)
    export(@Exporting(list) query: ExportQuery) {
      return this.records.export(query);
    }

    @Get(':id')
    @Answers(view, `One ${list.noun}`)
    get(@Param('id') id: string) {
      return this.records.view(id);
    }

    @Get(':id/target-lists')
    @AnswersList(ListOfRecordView, 'The target lists that it is on, and since when it opted out of them')
    targetLists(@Param('id') targetId: string) {
      return this.lists.listsOf({ targetType, targetId });
    }

    @Get(':id/consents')
    @AnswersList(ConsentOfListView, 'List by list, what it has agreed to, how and when')
    consentsOf(@Param('id') targetId: string) {
      return this.consents.ofRecord({ targetType, targetId });
    }

    @Post()
    @ApiBody({ type: createDto })
    @AnswersCreated(view, `Makes one ${list.noun}`)
    create(@Body(pipeFor(createDto)) body: object) {
      return this.records.create(body);
    }

    @Patch(':id')
    @ApiBody({ type: updateDto })
    @Answers(view, 'Changes it; of the address it says what holds for everybody who has it')
    update(@Param('id') id: string, @Body(pipeFor(updateDto)) body: object) {
      return this.records.update(id, body);
    }

    @Delete(':id')
    @AnswersNothing('Deletes it, its addresses and its memberships; the log keeps what happened')
    @Refuses(409, 'Others belong to it')
    remove(@Param('id') id: string) {
      return this.records.remove(id);
    }
  }
  Object.defineProperty(CrmRecordController, 'name', { value: `${targetType}Controller` });
  return CrmRecordController;
}

export const CRM_CONTROLLERS = KINDS.map(controllerOf);
