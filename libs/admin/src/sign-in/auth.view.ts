import { ApiProperty } from '@nestjs/swagger';
import { type Reach, REACHES } from '@facteur/platform';

const moment = () => ApiProperty({ type: String, format: 'date-time', nullable: true });

/** What a sign-in opens. */
export class AccessView {
  @ApiProperty({ type: String, description: 'For "Authorization: Bearer <token>"' })
  accessToken: string;

  @ApiProperty({ type: String, format: 'date-time' })
  expiresAt: Date;
}

export class TeamNameView {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String }) name: string;
}

/** Whoever asks. */
export class PrincipalView {
  @ApiProperty({ type: String, description: 'As it stands in the audit trail', example: 'admin@example.com' })
  name: string;

  @ApiProperty({ type: String, example: 'admin' })
  role: string;

  @ApiProperty({ type: [String], example: ['mass-email:send'], description: 'What they may do' })
  permissions: string[];

  @ApiProperty({ enum: REACHES, description: 'Over which things that reaches' })
  reach: Reach;

  @ApiProperty({ type: [TeamNameView], description: 'Their teams' })
  teams: TeamNameView[];

  @ApiProperty({ type: Boolean, description: 'A program with a key, and no person' })
  isProgram: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Of the own sign-in, where it is one of ours' })
  email: string | null;

  @ApiProperty({ type: Boolean, description: 'They sign in here by password, which they can change' })
  hasPassword: boolean;

  @ApiProperty({ type: Boolean })
  hasSecondFactor: boolean;

  @ApiProperty({ type: Boolean, description: 'The role asks for a second factor, and there is none yet' })
  secondFactorNeeded: boolean;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'string' } },
    description: 'For each permission that is missing, names of some who have it',
    example: { 'mass-email:send': ['Claire Martin'] },
  })
  whoCan: Record<string, string[]>;
}

export class SessionView {
  @ApiProperty({ type: String })
  id: string;

  @moment()
  createdAt: string | null;

  @moment()
  lastSeenAt: string | null;

  @moment()
  expiresAt: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'What the browser calls itself' })
  userAgent: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'IP address that it was opened from' })
  address: string | null;

  @ApiProperty({ type: Boolean, description: 'The session that asks' })
  isCurrent: boolean;
}

export class EndedSessionsView {
  @ApiProperty({ type: 'integer', description: 'How many' })
  ended: number;
}
