import { ApiProperty } from '@nestjs/swagger';
import { IntField, NumberField, TextField } from '@facteur/platform';

export class SendingSettingsDto {
  @TextField({
    max: 64,
    example: 'Europe/Paris',
    description: 'Zone in which start dates are thought of and told; that of the server when absent',
  })
  timezone?: string | null;

  @IntField({
    min: 0,
    max: 900,
    description: 'Seconds in which a mailing that is to begin at once can be taken back',
  })
  undoSeconds?: number | null;

  @IntField({
    min: 0,
    max: 10_000_000,
    description: 'From how many recipients on their number is typed before it goes out',
  })
  typeNumberOver?: number | null;

  @IntField({
    min: 0,
    max: 10_000_000,
    description: 'A mailing to more recipients than so many waits for the yes of a second person; 0: never',
  })
  approvalOver?: number | null;

  @IntField({
    min: 0,
    max: 1_000_000,
    description: 'After so many messages of a mailing the brake looks at what came back; 0: there is none',
  })
  brakeAfter?: number | null;

  @NumberField({
    min: 0,
    max: 100,
    description: 'Percent of bounces over which the rest waits; 0: never for that',
  })
  brakeBounces?: number | null;

  @NumberField({ min: 0, max: 100, description: 'Percent of complaints over which the rest waits' })
  brakeComplaints?: number | null;

  @NumberField({ min: 0, max: 100, description: 'Percent of opt-outs over which the rest waits' })
  brakeOptOuts?: number | null;

  @IntField({
    min: 0,
    max: 1200,
    description:
      'Months after the end of a mailing in which its queue and log are put into the archive, where they count as before; 0: never',
  })
  archiveAfterMonths?: number | null;
}

export class SendingSettingsView {
  @ApiProperty({ type: String, example: 'Europe/Paris' }) timezone: string;
  @ApiProperty({ type: 'integer' }) undoSeconds: number;
  @ApiProperty({ type: 'integer' }) typeNumberOver: number;
  @ApiProperty({ type: 'integer' }) approvalOver: number;
  @ApiProperty({ type: 'integer' }) brakeAfter: number;
  @ApiProperty({ type: 'number' }) brakeBounces: number;
  @ApiProperty({ type: 'number' }) brakeComplaints: number;
  @ApiProperty({ type: 'number' }) brakeOptOuts: number;
  @ApiProperty({ type: 'integer' }) archiveAfterMonths: number;
}
