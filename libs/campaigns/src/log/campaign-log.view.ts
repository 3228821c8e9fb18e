import { ApiProperty, OmitType } from '@nestjs/swagger';
import { viewOf } from '@facteur/platform';
import { LOG_RECORDS } from './campaign-log-sql.js';

/** What an entry is about, by type and public id: of Sent the content that was sent. */
export class LogObjectView {
  @ApiProperty({ example: 'EmailTemplate' }) type: string;
  @ApiProperty({ type: String, nullable: true }) id: string | null;
}

export class CampaignLogView extends OmitType(viewOf(LOG_RECORDS), ['id', 'queueItemId'] as const) {
  @ApiProperty() id: string;
  @ApiProperty({ type: String, nullable: true }) queueItemId: string | null;
  @ApiProperty({ type: LogObjectView, nullable: true }) object: LogObjectView | null;

  @ApiProperty({ type: String, nullable: true, description: 'Null once the record is gone' })
  targetName: string | null;
}
