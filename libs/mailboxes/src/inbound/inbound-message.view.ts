import { ApiProperty, OmitType } from '@nestjs/swagger';
import { viewOf } from '@facteur/platform';
import { INBOUND_MESSAGES } from './inbound-message-sql.js';

export class InboundMessageView extends OmitType(viewOf(INBOUND_MESSAGES), ['queueItemId'] as const) {
  @ApiProperty({ type: String, nullable: true, description: 'The message of ours that it is about' })
  queueItemId: string | null;
}
