import { Body, HttpCode, Post } from '@nestjs/common';
import { ApiController } from '@facteur/platform';
import { ApiOperation } from '@nestjs/swagger';
import { ListFromLogDto, LogSelectionDto } from './list-from-log.dto.js';
import { ListFromLog } from './list-from-log.service.js';

@ApiController('target-lists/from-log')
export class ListFromLogController {
  constructor(private readonly listFromLog: ListFromLog) {}

  @Post()
  @ApiOperation({
    summary:
      'A target list of those who have any of the including actions in the log and none of the excluding ones',
  })
  create(@Body() dto: ListFromLogDto) {
    return this.listFromLog.create(dto);
  }

  @Post('count')
  @HttpCode(200)
  @ApiOperation({ summary: 'How many that would be, by record type' })
  count(@Body() dto: LogSelectionDto) {
    return this.listFromLog.count(dto);
  }
}
