import { PartialType } from '@nestjs/swagger';
import {
  BoolField,
  EnumField,
  EnumListField,
  PERMISSIONS,
  type Reach,
  REACHES,
  TextField,
} from '@facteur/platform';

export class CreateRoleDto {
  @TextField({ required: true, max: 100, example: 'Newsroom' })
  name: string;

  @EnumListField(PERMISSIONS, {
    required: true,
    description: 'What it allows; nothing that whoever makes it may not do',
  })
  permissions: string[];

  @EnumField(REACHES, {
    description:
      'Over which things: all; those of their teams, of no team and their own (team); to change, their own alone, to look, those of no team as well (own); all when absent',
  })
  reach?: Reach;

  @BoolField({ description: 'Whoever has it signs in with a second factor' })
  secondFactor?: boolean;
}

export class UpdateRoleDto extends PartialType(CreateRoleDto, { skipNullProperties: false }) {}
