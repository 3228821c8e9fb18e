import { ApiProperty } from '@nestjs/swagger';

export class TestSentView {
  @ApiProperty() address: string;
  @ApiProperty() queueItemId: string;
}

export class TestLeftOutView {
  @ApiProperty({ type: String, nullable: true }) address: string | null;
  @ApiProperty({ type: String, nullable: true }) targetType: string | null;
  @ApiProperty({ type: String, nullable: true }) targetId: string | null;

  @ApiProperty({
    description: 'A reason for leaving out, or the words of what refused it',
    example: 'opted-out',
  })
  reason: string;
}

export class TestResultView {
  @ApiProperty({ type: [TestSentView] }) sent: TestSentView[];
  @ApiProperty({ type: [TestLeftOutView], description: 'Whoever got nothing, and why' })
  leftOut: TestLeftOutView[];
}
