import { Delete, Get, Param, Patch, Post, Req } from '@nestjs/common';
import {
  Answers,
  AnswersCreated,
  AnswersList,
  AnswersNothing,
  ApiController,
  type ApiRequest,
  Body,
  Refuses,
  SIGNED_IN,
} from '@facteur/platform';
import { CreateRoleDto, UpdateRoleDto } from './role.dto.js';
import { RoleService } from './role.service.js';
import { RoleView } from './role.view.js';

/** What people may do, by the names of it. */
@ApiController('roles', { row: 'role', see: SIGNED_IN, change: 'team:change' })
export class RoleController {
  constructor(private readonly roles: RoleService) {}

  @Get()
  @AnswersList(RoleView, 'Roles: those that are built in, then those that were made here')
  async list(): Promise<{ data: RoleView[] }> {
    return { data: await this.roles.list() };
  }

  @Get(':id')
  @Answers(RoleView, 'A role')
  get(@Param('id') id: string): Promise<RoleView> {
    return this.roles.view(id);
  }

  @Post()
  @AnswersCreated(RoleView, 'Makes a role that allows nothing beyond what its maker may do')
  create(@Body() dto: CreateRoleDto, @Req() { principal }: ApiRequest): Promise<RoleView> {
    return this.roles.create(dto, principal!);
  }

  @Patch(':id')
  @Answers(RoleView, 'Changes it; counts at the next request of whoever has it')
  @Refuses(409, 'It is built in')
  update(
    @Param('id') id: string,
    @Body() dto: UpdateRoleDto,
    @Req() { principal }: ApiRequest,
  ): Promise<RoleView> {
    return this.roles.update(id, dto, principal!);
  }

  @Delete(':id')
  @AnswersNothing('Takes it away')
  @Refuses(409, 'Somebody has it, or it is built in')
  remove(@Param('id') id: string, @Req() { principal }: ApiRequest): Promise<void> {
    return this.roles.remove(id, principal!);
  }
}
