import { Body, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import {
  ApiController,
  Exporting,
  type ExportQuery,
  type CollectionQuery,
  Listing,
  TextField,
} from '@facteur/platform';
import { CreateTargetListDto, MembersDto, UpdateTargetListDto } from './target-list.dto.js';
import { CombineListsDto, ListCombination } from './list-combination.js';
import { TargetListExport } from './target-list-export.js';
import { TargetListService } from './target-list.service.js';

export class DuplicateTargetListDto {
  @TextField({ example: 'Customers in Lyon, spring' })
  name?: string;
}

@ApiController('target-lists')
export class TargetListController {
  constructor(
    private readonly lists: TargetListService,
    private readonly exports: TargetListExport,
    private readonly combination: ListCombination,
  ) {}

  @Get()
  list(@Listing() query: CollectionQuery) {
    return this.lists.list(query);
  }

  @Get('export')
  @ApiOperation({ summary: 'The lists as CSV or XLSX' })
  export(@Exporting() query: ExportQuery) {
    return this.exports.all(query);
  }

  @Get('of/:targetType/:targetId')
  @ApiOperation({ summary: 'The lists that a record is on, and since when it opted out of them' })
  listsOf(@Param('targetType') targetType: string, @Param('targetId') targetId: string) {
    return this.lists.listsOf({ targetType, targetId });
  }

  @Get(':id')
  get(@Param('id') id: string) {
    return this.lists.view(id);
  }

  @Post()
  create(@Body() dto: CreateTargetListDto) {
    return this.lists.create(dto);
  }

  @Post('combine')
  @ApiOperation({
    summary: 'A new list of several: all of them, those in all of them, or the first less the others',
  })
  combine(@Body() dto: CombineListsDto) {
    return this.combination.create(dto);
  }

  @Patch(':id')
  update(@Param('id') id: string, @Body() dto: UpdateTargetListDto) {
    return this.lists.update(id, dto);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Deletes the list; refused while campaigns or mass e-mails use it' })
  remove(@Param('id') id: string) {
    return this.lists.remove(id);
  }

  @Post(':id/duplicate')
  @ApiOperation({ summary: 'A new list with the same members, less those who opted out of this one' })
  duplicate(@Param('id') id: string, @Body() dto: DuplicateTargetListDto) {
    return this.lists.duplicate(id, dto.name);
  }

  @Get(':id/members')
  members(@Param('id') id: string, @Listing() query: CollectionQuery) {
    return this.lists.listMembers(id, query);
  }

  @Get(':id/members/export')
  @ApiOperation({
    summary: 'The members as CSV or XLSX; with filter.targetType of one type, all fields of its records',
  })
  exportMembers(@Param('id') id: string, @Exporting() query: ExportQuery) {
    return this.exports.members(id, query);
  }

  @Post(':id/members')
  @HttpCode(200)
  @ApiOperation({ summary: 'Adds the named records, or all that a search matches' })
  add(@Param('id') id: string, @Body() dto: MembersDto) {
    return this.lists.addMembers(id, dto);
  }

  @Delete(':id/members')
  @ApiOperation({ summary: 'Removes the named records, or all that a search matches' })
  removeMembers(@Param('id') id: string, @Body() dto: MembersDto) {
    return this.lists.removeMembers(id, dto);
  }

  @Post(':id/members/:targetType/:targetId/opt-out')
  @HttpCode(200)
  optOut(
    @Param('id') id: string,
    @Param('targetType') targetType: string,
    @Param('targetId') targetId: string,
  ) {
    return this.lists.setOptedOut(id, { targetType, targetId }, true);
  }

  @Post(':id/members/:targetType/:targetId/opt-in')
  @HttpCode(200)
  optIn(
    @Param('id') id: string,
    @Param('targetType') targetType: string,
    @Param('targetId') targetId: string,
  ) {
    return this.lists.setOptedOut(id, { targetType, targetId }, false);
  }
}
