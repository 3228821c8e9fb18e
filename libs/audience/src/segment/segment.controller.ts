import { Body, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ApiController, type CollectionQuery, Listing, TextField } from '@facteur/platform';
import { CreateSegmentDto, FilterDto, UpdateSegmentDto } from './segment.dto.js';
import { SegmentService } from './segment.service.js';
import { SegmentFilters } from './segment-filters.js';

export class SchemaQuery {
  @TextField({ required: true, max: 40, example: 'Contact' })
  targetType: string;
}

@ApiController('segments')
export class SegmentController {
  constructor(
    private readonly segments: SegmentService,
    private readonly filters: SegmentFilters,
  ) {}

  @Get()
  list(@Listing() query: CollectionQuery) {
    return this.segments.list(query);
  }

  @Get('schema')
  @ApiOperation({
    summary: 'JSON Schema of filters over a record type: its fields, operators and conditions',
  })
  schema(@Query() query: SchemaQuery) {
    return this.filters.schema(query.targetType);
  }

  @Post('preview')
  @HttpCode(200)
  @ApiOperation({ summary: 'How many records a filter matches, and the first of them' })
  preview(@Body() dto: FilterDto) {
    return this.filters.preview(dto.targetType, dto.filter);
  }

  @Get(':id')
  get(@Param('id') id: string) {
    return this.segments.view(id);
  }

  @Post()
  create(@Body() dto: CreateSegmentDto) {
    return this.segments.create(dto);
  }

  @Patch(':id')
  update(@Param('id') id: string, @Body() dto: UpdateSegmentDto) {
    return this.segments.update(id, dto);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id') id: string) {
    return this.segments.remove(id);
  }

  @Post(':id/sync')
  @HttpCode(200)
  @ApiOperation({ summary: 'Brings its target lists up to date now' })
  sync(@Param('id') id: string) {
    return this.segments.sync(id);
  }

  @Get(':id/runs')
  runs(@Param('id') id: string, @Listing() query: CollectionQuery) {
    return this.segments.listRuns(id, query);
  }

  @Get(':id/runs/:runId/changes')
  @ApiOperation({ summary: 'Who came and who went' })
  changes(@Param('id') id: string, @Param('runId') runId: string, @Listing() query: CollectionQuery) {
    return this.segments.listChanges(id, runId, query);
  }
}
