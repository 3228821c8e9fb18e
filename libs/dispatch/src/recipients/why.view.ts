import { ApiProperty } from '@nestjs/swagger';

/** What became, or would become, of one record. */
export class WhyView {
  @ApiProperty({ type: String, nullable: true }) targetType: string | null;
  @ApiProperty({ type: String, nullable: true }) targetId: string | null;
  @ApiProperty({ type: String, nullable: true }) name: string | null;
  @ApiProperty({ type: String, nullable: true }) address: string | null;

  @ApiProperty({
    type: Boolean,
    nullable: true,
    description: 'True: it was or will be sent. Null: that is not settled',
  })
  gets: boolean | null;

  @ApiProperty({
    description: 'Stays the same: a status of the queue, a reason for leaving out, or `on-no-list`',
    example: 'opted-out',
  })
  code: string;

  @ApiProperty({ example: 'Ada Lovelace opted out of everything.' }) explanation: string;
  @ApiProperty({ type: String, nullable: true }) queueItemId: string | null;
}

export class WhyAnswer {
  @ApiProperty({ type: [WhyView], description: 'One for each record that is asked for, or has the address' })
  data: WhyView[];
}
