import { ApiProperty } from '@nestjs/swagger';
import { HEALTH_STATES, type HealthState } from '@facteur/platform';

export class HealthCheckView {
  @ApiProperty({ example: 'job' }) code: string;
  @ApiProperty({ enum: HEALTH_STATES }) state: HealthState;
  @ApiProperty({ example: 'inactive', description: 'Stays the same' }) reason: string;
  @ApiProperty({ description: 'In words, with what to do' }) detail: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }] },
    description: 'What the words are about',
  })
  params: Record<string, string | number>;

  @ApiProperty({ type: String, format: 'date-time', nullable: true }) since: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Where in the console it is mended' })
  mend: string | null;
  @ApiProperty({ type: Boolean, description: 'Nothing goes out while it is broken' }) holdsMail: boolean;
}

export class DiagnosticsView {
  @ApiProperty({ type: Boolean, description: 'Something keeps mail from going out' }) isBroken: boolean;
  @ApiProperty({ description: 'What is broken first, in words without secrets' }) sentence: string;
  @ApiProperty({ type: String, nullable: true, description: 'Code of what is broken first' })
  broken: string | null;
  @ApiProperty({ type: 'integer', description: 'Mailings that should be going out' }) waiting: number;
  @ApiProperty({ type: String, format: 'date-time' }) checkedAt: string;
  @ApiProperty({ type: [HealthCheckView], description: 'In the order of the chain' })
  checks: HealthCheckView[];
}
