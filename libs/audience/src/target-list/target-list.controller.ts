import { Delete, Get, Param, Patch, Post, type StreamableFile } from '@nestjs/common';
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
  LeavesAsItIs,
  type Page,
  Refuses,
  Needs,
} from '@facteur/platform';
import { ListCombination } from './list-combination.js';
import {
  AddMembersDto,
  CombineListsDto,
  CreateTargetListDto,
  DuplicateTargetListDto,
  MembersDto,
  UpdateTargetListDto,
} from './target-list.dto.js';
import { TargetListExport } from './target-list-export.js';
import { MEMBERS, TARGET_LISTS } from './target-list-sql.js';
import { TargetListService } from './target-list.service.js';
import {
  ListOfRecordView,
  MemberOptOutView,
  MembersAddedView,
  MembersRemovedView,
  TargetListMemberView,
  TargetListView,
} from './target-list.view.js';

@ApiController('target-lists', {
  row: 'target_list',
  belongs: 'to a team',
  see: 'figures:see',
  change: 'lists:change',
})
export class TargetListController {
  constructor(
    private readonly lists: TargetListService,
    private readonly exports: TargetListExport,
    private readonly combination: ListCombination,
  ) {}

  @Get()
  @AnswersPage(TargetListView, 'Target lists')
  list(@InCollection(TARGET_LISTS) query: CollectionQuery): Promise<Page<TargetListView>> {
    return this.lists.list(query);
  }

  @Get('export')
  @AnswersFile('The lists as CSV or XLSX', ...EXPORT_TYPES)
  export(@Exporting(TARGET_LISTS) query: ExportQuery): StreamableFile {
    return this.exports.all(query);
  }

  @Get('of/:targetType/:targetId')
  @Needs('people:see')
  @AnswersList(ListOfRecordView, 'The lists that a record is on, and since when it opted out of them')
  listsOf(
    @Param('targetType') targetType: string,
    @Param('targetId') targetId: string,
  ): Promise<{ data: ListOfRecordView[] }> {
    return this.lists.listsOf({ targetType, targetId });
  }

  @Get(':id')
  @Answers(TargetListView, 'A target list')
  get(@Param('id') id: string): Promise<TargetListView> {
    return this.lists.view(id);
  }

  @Post()
  @AnswersCreated(TargetListView, 'Makes a target list, with nobody on it')
  create(@Body() dto: CreateTargetListDto): Promise<TargetListView> {
    return this.lists.create(dto);
  }

  @Post('combine')
  @AnswersCreated(
    TargetListView,
    'A new list of several: all of them, those in all of them, or the first less the others',
  )
  combine(@Body() dto: CombineListsDto): Promise<TargetListView> {
    return this.combination.create(dto);
  }

  @Patch(':id')
  @Answers(TargetListView, 'Changes what the list says of itself')
  update(@Param('id') id: string, @Body() dto: UpdateTargetListDto): Promise<TargetListView> {
    return this.lists.update(id, dto);
  }

  @Delete(':id')
  @AnswersNothing('Deletes the list; refused while campaigns or mass e-mails use it')
  @Refuses(409, 'when campaigns, mass e-mails or segments use the list; they are named')
  remove(@Param('id') id: string): Promise<void> {
    return this.lists.remove(id);
  }

  @Post(':id/duplicate')
  @LeavesAsItIs()
  @AnswersCreated(TargetListView, 'A new list with the same members, less those who opted out of this one')
  duplicate(@Param('id') id: string, @Body() dto: DuplicateTargetListDto): Promise<TargetListView> {
    return this.lists.duplicate(id, dto.name);
  }

  @Get(':id/members')
  @Needs('people:see')
  @AnswersPage(TargetListMemberView, 'Who is on the list, with names and addresses')
  members(
    @Param('id') id: string,
    @InCollection(MEMBERS) query: CollectionQuery,
  ): Promise<Page<TargetListMemberView>> {
    return this.lists.listMembers(id, query);
  }

  @Get(':id/members/export')
  @Needs('people:export')
  @AnswersFile(
    'The members as CSV or XLSX; with filter.targetType of one type, all fields of its records',
    ...EXPORT_TYPES,
  )
  exportMembers(@Param('id') id: string, @Exporting(MEMBERS) query: ExportQuery): Promise<StreamableFile> {
    return this.exports.members(id, query);
  }

  @Post(':id/members')
  @Answers(
    MembersAddedView,
    'Adds the named records, or all that a search matches; with consent, says of all of them how they agreed',
  )
  add(@Param('id') id: string, @Body() dto: AddMembersDto): Promise<MembersAddedView> {
    return this.lists.addMembers(id, dto);
  }

  @Delete(':id/members')
  @Answers(MembersRemovedView, 'Removes the named records, or all that a search matches')
  removeMembers(@Param('id') id: string, @Body() dto: MembersDto): Promise<MembersRemovedView> {
    return this.lists.removeMembers(id, dto);
  }

  @Post(':id/members/:targetType/:targetId/opt-out')
  @Needs('people:change')
  @Answers(MemberOptOutView, 'Opts a record out of the list; one that is not on it is kept off')
  optOut(
    @Param('id') id: string,
    @Param('targetType') targetType: string,
    @Param('targetId') targetId: string,
  ): Promise<MemberOptOutView> {
    return this.lists.setOptedOut(id, { targetType, targetId }, true);
  }

  @Post(':id/members/:targetType/:targetId/opt-in')
  @Needs('people:erase')
  @Answers(MemberOptOutView, 'Opts a member in again')
  optIn(
    @Param('id') id: string,
    @Param('targetType') targetType: string,
    @Param('targetId') targetId: string,
  ): Promise<MemberOptOutView> {
    return this.lists.setOptedOut(id, { targetType, targetId }, false);
  }
}
