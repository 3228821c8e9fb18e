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
  viewOf,
} from '@facteur/platform';
import { CreatePaceRuleDto, UpdatePaceRuleDto } from './pace-rule.dto.js';
import { PaceRuleService } from './pace-rule.service.js';
import { PACE_RULES } from './pace-rule-sql.js';

export class PaceRuleView extends viewOf(PACE_RULES) {}

@ApiController('pace-rules', { row: 'pace_rule', see: 'settings:see', change: 'settings:change' })
export class PaceRuleController {
  constructor(private readonly rules: PaceRuleService) {}

  @Get()
  @AnswersPage(PaceRuleView, 'How fast messages may go: out of accounts, and to groups of receivers')
  list(@InCollection(PACE_RULES) query: CollectionQuery): Promise<Page<PaceRuleView>> {
    return this.rules.list(query);
  }

  @Get(':id')
  @Answers(PaceRuleView, 'A rule of pace')
  get(@Param('id') id: string): Promise<PaceRuleView> {
    return this.rules.view(id);
  }

  @Post()
  @AnswersCreated(PaceRuleView, 'Makes one; it holds from the next claim on')
  create(@Body() dto: CreatePaceRuleDto): Promise<PaceRuleView> {
    return this.rules.create(dto);
  }

  @Patch(':id')
  @Answers(PaceRuleView, 'Changes it; it holds from the next claim on')
  update(@Param('id') id: string, @Body() dto: UpdatePaceRuleDto): Promise<PaceRuleView> {
    return this.rules.update(id, dto);
  }

  @Delete(':id')
  @AnswersNothing('Deletes it, with what was counted')
  remove(@Param('id') id: string): Promise<void> {
    return this.rules.remove(id);
  }
}
