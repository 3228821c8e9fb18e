import { ApiProperty, OmitType } from '@nestjs/swagger';
import { viewOf } from '@facteur/platform';
import { QUEUE_ITEMS } from './queue-item-sql.js';

export class QueueItemView extends OmitType(viewOf(QUEUE_ITEMS), ['id'] as const) {
  @ApiProperty({ description: 'Sealed: it also stands in the headers of the message' })
  id: string;
}
