import { ApiProperty } from '@nestjs/swagger';
import type { Finding } from '../channel/channel.js';

/** A finding as it is answered. */
export class FindingView implements Omit<Finding, 'level'> {
  @ApiProperty({ description: 'Stays the same; docs/marketers.md lists them', example: 'no-recipients' })
  code: string;

  @ApiProperty({ description: 'What it is, and the way out' }) message: string;

  @ApiProperty({ type: String, required: false, description: 'Field of the mailing that mends it' })
  field?: string;

  @ApiProperty({ type: 'integer', required: false, description: 'Line of the content, from 1' })
  line?: number;
}

export class EmptyPlaceholderView {
  @ApiProperty({ example: 'person.firstName' }) placeholder: string;
  @ApiProperty({ example: 'Contact' }) targetType: string;
  @ApiProperty({ type: 'integer', description: 'Recipients for whom it would stay empty' }) count: number;
}

export class ContributionView {
  @ApiProperty({ description: 'Of a target list' }) targetListId: string;
  @ApiProperty() name: string;
  @ApiProperty({ type: 'integer', description: 'Who is on it' }) members: number;

  @ApiProperty({ type: 'integer', description: 'Recipients that no list before it brings' })
  adds: number;
}

export class PreflightView {
  @ApiProperty({ type: 'integer', description: 'Who would get it, as things stand now' }) recipients: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'How many would not, by reason',
    example: { 'opted-out': 3 },
  })
  leftOut: Record<string, number>;

  @ApiProperty({ type: [FindingView], description: 'Keep it from being scheduled' }) errors: FindingView[];
  @ApiProperty({ type: [FindingView] }) warnings: FindingView[];
  @ApiProperty({ type: [EmptyPlaceholderView] }) emptyPlaceholders: EmptyPlaceholderView[];
  @ApiProperty({ type: [ContributionView] }) byList: ContributionView[];
  @ApiProperty({ type: String, format: 'date-time' }) countedAt: string;

  @ApiProperty({
    description: 'Names the content, the sender and the lists as they are now, for scheduling what was seen',
  })
  fingerprint: string;
}
