import { PartialType } from '@nestjs/swagger';
import { TextField } from '@facteur/platform';
import { PersonDto } from '../record/crm-record.dto.js';

export class CreateUserDto extends PersonDto {
  @TextField({ required: true, max: 100, example: 'ada' })
  userName: string;
}

export class UpdateUserDto extends PartialType(CreateUserDto, { skipNullProperties: false }) {}
