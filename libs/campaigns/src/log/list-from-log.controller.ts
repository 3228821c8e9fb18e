import { Post } from '@nestjs/common';
import { Answers, AnswersCreated, ApiController, Body } from '@facteur/platform';
import { ListFromLogDto, LogSelectionDto } from './list-from-log.dto.js';
import { ListFromLog } from './list-from-log.js';
import { ListFromLogView, LogCountView } from './list-from-log.view.js';

@ApiController('target-lists/from-log', {
  see: 'lists:change',
  change: 'lists:change',
  fills: ['targetListId'],
})
export class ListFromLogController {
  constructor(private readonly listFromLog: ListFromLog) {}

  @Post()
  @AnswersCreated(
    ListFromLogView,
    'A target list of those who have any of the including actions in the log and none of the excluding ones',
  )
  create(@Body() dto: ListFromLogDto): Promise<ListFromLogView> {
    return this.listFromLog.create(dto);
  }

  @Post('count')
  @Answers(LogCountView, 'How many that would be, by record type')
  count(@Body() dto: LogSelectionDto): Promise<LogCountView> {
    return this.listFromLog.count(dto);
  }
}
