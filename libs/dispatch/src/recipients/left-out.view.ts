import { ApiProperty, OmitType } from '@nestjs/swagger';
import { viewOf } from '@facteur/platform';
import { LEFT_OUT } from './left-out-sql.js';

export class LeftOutView extends OmitType(viewOf(LEFT_OUT), ['id'] as const) {
  @ApiProperty({ type: String, nullable: true, description: 'Null once the record is gone' })
  name: string | null;

  @ApiProperty({ description: 'The reason in words', example: 'opted out of everything' })
  explanation: string;
}
