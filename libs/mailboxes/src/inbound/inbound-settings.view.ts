import { ApiProperty } from '@nestjs/swagger';

/** What holds now: what was set, and defaults for the rest. */
export class InboundSettingsView {
  @ApiProperty({ type: 'integer', description: 'Days for which what came in is kept as it was' })
  keepDays: number;

  @ApiProperty({
    type: 'integer',
    description:
      'A report that names nothing but an address is tied to the last message that went there within so many days; 0: never',
  })
  matchByAddressDays: number;

  @ApiProperty({
    type: [String],
    description: 'Words in an answer that put it before a person as a wish to be taken off',
  })
  removalPhrases: string[];
}
