import { ApiProperty } from '@nestjs/swagger';

export class RoleView {
  @ApiProperty({ type: String, description: 'What sign-ins and API keys name it by', example: 'marketer' })
  id: string;

  @ApiProperty({ type: String, example: 'Marketer' })
  name: string;

  @ApiProperty({ type: [String], example: ['figures:see'] })
  permissions: string[];

  @ApiProperty({ type: Boolean, description: 'There from the start; it stays as it is' })
  isBuiltIn: boolean;

  @ApiProperty({ type: Boolean, description: 'Whoever has it signs in with a second factor' })
  secondFactor: boolean;
}
