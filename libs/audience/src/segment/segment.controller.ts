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
  Query,
} from '@facteur/platform';
import { CreateSegmentDto, FilterDto, FilterSchemaQuery, UpdateSegmentDto } from './segment.dto.js';
import { SegmentFilters } from './segment-filters.js';
import { SEGMENT_CHANGES, SEGMENT_RUNS, SEGMENTS } from './segment-sql.js';
import { SegmentService } from './segment.service.js';
import {
  FilterPreviewView,
  FilterSchemaView,
  SegmentChangeView,
  SegmentRunView,
  SegmentView,
} from './segment.view.js';

@ApiController('segments', {
  row: 'segment',
  belongs: 'to a team',
  fills: ['targetListIds'],
  see: 'people:see',
  change: 'lists:change',
})
export class SegmentController {
  constructor(
    private readonly segments: SegmentService,
    private readonly filters: SegmentFilters,
  ) {}

  @Get()
  @AnswersPage(SegmentView, 'Segments')
  list(@InCollection(SEGMENTS) query: CollectionQuery): Promise<Page<SegmentView>> {
    return this.segments.list(query);
  }

  @Get('schema')
  @Answers(
    FilterSchemaView,
    'JSON Schema of filters over a record type: its fields, operators and conditions',
  )
  schema(@Query() query: FilterSchemaQuery): FilterSchemaView {
    return this.filters.schema(query.targetType);
  }

  @Post('preview')
  @Answers(FilterPreviewView, 'How many records a filter matches, and the first of them')
  preview(@Body() dto: FilterDto): Promise<FilterPreviewView> {
    return this.filters.preview(dto.targetType, dto.filter);
  }

  @Get(':id')
  @Answers(SegmentView, 'A segment')
  get(@Param('id') id: string): Promise<SegmentView> {
    return this.segments.view(id);
  }

  @Post()
  @AnswersCreated(SegmentView, 'Saves a filter as a segment')
  create(@Body() dto: CreateSegmentDto): Promise<SegmentView> {
    return this.segments.create(dto);
  }

  @Patch(':id')
  @Answers(SegmentView, 'Changes it; its target lists follow with the next sync')
  update(@Param('id') id: string, @Body() dto: UpdateSegmentDto): Promise<SegmentView> {
    return this.segments.update(id, dto);
  }

  @Delete(':id')
  @AnswersNothing('Deletes the segment; its target lists keep their members')
  remove(@Param('id') id: string): Promise<void> {
    return this.segments.remove(id);
  }

  @Post(':id/sync')
  @Answers(SegmentRunView, 'Brings its target lists up to date now')
  sync(@Param('id') id: string): Promise<SegmentRunView> {
    return this.segments.sync(id);
  }

  @Get(':id/runs')
  @AnswersPage(SegmentRunView, 'Its syncs so far')
  runs(
    @Param('id') id: string,
    @InCollection(SEGMENT_RUNS) query: CollectionQuery,
  ): Promise<Page<SegmentRunView>> {
    return this.segments.listRuns(id, query);
  }

  @Get(':id/runs/:runId/changes')
  @AnswersPage(SegmentChangeView, 'Who came and who went')
  changes(
    @Param('id') id: string,
    @Param('runId') runId: string,
    @InCollection(SEGMENT_CHANGES) query: CollectionQuery,
  ): Promise<Page<SegmentChangeView>> {
    return this.segments.listChanges(id, runId, query);
  }
}
