import { Delete, Get, Param, Patch, Post } from '@nestjs/common';
import {
  Answers,
  AnswersCreated,
  AnswersNothing,
  AnswersPage,
  ApiController,
  Body,
  type CollectionQuery,
  InCollection,
  type Page,
  Refuses,
  SIGNED_IN,
} from '@facteur/platform';
import { CreateTeamDto, TeamView, UpdateTeamDto } from './team.dto.js';
import { TEAMS } from './team-sql.js';
import { TeamService } from './team.service.js';

/** Teams, to which campaigns, lists, segments and templates belong, and letters and forms by their campaign. */
@ApiController('teams', { row: 'team', see: SIGNED_IN, change: 'team:change' })
export class TeamController {
  constructor(private readonly teams: TeamService) {}

  @Get()
  @AnswersPage(TeamView, 'Teams, by name')
  list(@InCollection(TEAMS) query: CollectionQuery): Promise<Page<TeamView>> {
    return this.teams.list(query);
  }

  @Get(':id')
  @Answers(TeamView, 'A team')
  get(@Param('id') id: string): Promise<TeamView> {
    return this.teams.view(id);
  }

  @Post()
  @AnswersCreated(TeamView, 'Makes a team, with nobody in it')
  create(@Body() dto: CreateTeamDto): Promise<TeamView> {
    return this.teams.create(dto);
  }

  @Patch(':id')
  @Answers(TeamView, 'Gives a team another name')
  update(@Param('id') id: string, @Body() dto: UpdateTeamDto): Promise<TeamView> {
    return this.teams.update(id, dto);
  }

  @Delete(':id')
  @AnswersNothing('Takes a team away')
  @Refuses(409, 'Somebody is in it, or something belongs to it')
  remove(@Param('id') id: string): Promise<void> {
    return this.teams.remove(id);
  }
}
