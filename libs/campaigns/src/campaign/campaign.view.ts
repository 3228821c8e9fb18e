import { ApiProperty } from '@nestjs/swagger';
import { viewOf } from '@facteur/platform';
import { CAMPAIGNS } from './campaign-sql.js';

export class CampaignView extends viewOf(CAMPAIGNS) {
  @ApiProperty({ type: [String], description: 'Lists that its mailings begin with' })
  targetListIds: string[];

  @ApiProperty({
    type: [String],
    description: 'Lists whose records, and all with their addresses, get nothing',
  })
  excludingTargetListIds: string[];
}
