import { PartialType } from '@nestjs/swagger';
import { BoolField, EnumListField, PERMISSIONS, TextField } from '@facteur/platform';

export class CreateRoleDto {
  @TextField({ required: true, max: 100, example: 'Newsroom' })
  name: string;

  @EnumListField(PERMISSIONS, {
    required: true,
    description: 'What it allows; nothing that whoever makes it may not do',
  })
  permissions: string[];

  @BoolField({ description: 'Whoever has it signs in with a second factor' })
  secondFactor?: boolean;
}

export class UpdateRoleDto extends PartialType(CreateRoleDto, { skipNullProperties: false }) {}
