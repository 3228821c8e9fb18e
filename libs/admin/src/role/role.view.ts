import { ApiProperty } from '@nestjs/swagger';
import { type Reach, REACHES } from '@facteur/platform';

export class RoleView {
  @ApiProperty({ type: String, description: 'What sign-ins and API keys name it by', example: 'marketer' })
  id: string;

  @ApiProperty({ type: String, example: 'Marketer' })
  name: string;

  @ApiProperty({ type: [String], example: ['figures:see'] })
  permissions: string[];

  @ApiProperty({ enum: REACHES, description: 'Over which things it reaches' })
  reach: Reach;

  @ApiProperty({ type: Boolean, description: 'There from the start; it stays as it is' })
  isBuiltIn: boolean;

  @ApiProperty({ type: Boolean, description: 'Whoever has it signs in with a second factor' })
  secondFactor: boolean;
}
