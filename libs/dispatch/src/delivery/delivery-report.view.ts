import { ApiProperty, OmitType } from '@nestjs/swagger';
import { viewOf } from '@facteur/platform';
import { DELIVERY_REPORTS } from './delivery-report-sql.js';

export class DeliveryReportView extends OmitType(viewOf(DELIVERY_REPORTS), ['queueItemId'] as const) {
  @ApiProperty({ type: String, nullable: true })
  queueItemId: string | null;
}
