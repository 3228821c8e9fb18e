import { Body, Controller, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ListFromLog, ListFromLogDto } from './list-from-log.service.js';

@ApiTags('target-lists')
@Controller('api/v1/target-lists/from-log')
export class ListFromLogController {
  constructor(private readonly listFromLog: ListFromLog) {}

  @Post()
  @ApiOperation({ summary: 'A target list of those who have any of the including actions in the log and none of the excluding ones' })
  create(@Body() dto: ListFromLogDto) {
    return this.listFromLog.create(dto);
  }
}
