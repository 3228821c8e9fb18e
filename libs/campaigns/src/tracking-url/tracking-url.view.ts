import { ApiProperty } from '@nestjs/swagger';
import { viewOf } from '@facteur/platform';
import { TRACKING_URLS } from './tracking-url-sql.js';

export class TrackingUrlView extends viewOf(TRACKING_URLS) {
  @ApiProperty({ description: 'What stands in a template', example: '{trackingUrl:ktq7x2mzlhw4vbc5nj3a}' })
  urlToUse: string;
}
