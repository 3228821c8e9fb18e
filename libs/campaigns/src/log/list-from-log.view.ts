import { ApiProperty } from '@nestjs/swagger';
import { TargetListView } from '@facteur/audience';

export class LogCountView {
  @ApiProperty({ type: 'integer' }) count: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'By record type',
    example: { Contact: 12, Lead: 3 },
  })
  byType: Record<string, number>;
}

export class ListFromLogView extends TargetListView {
  @ApiProperty({ type: 'integer', description: 'Records that were not on the list before' }) added: number;
}
