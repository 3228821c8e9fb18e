import { PartialType } from '@nestjs/swagger';
import { TextField, viewOf } from '@facteur/platform';
import { TEAMS } from './team-sql.js';

export class TeamView extends viewOf(TEAMS) {}

export class CreateTeamDto {
  @TextField({ required: true, max: 100, example: 'Lyon' })
  name: string;
}

export class UpdateTeamDto extends PartialType(CreateTeamDto, { skipNullProperties: false }) {}
