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
} from '@facteur/platform';
import { LEAD_FORMS } from './lead-form-sql.js';
import { CreateLeadFormDto, UpdateLeadFormDto } from './lead-form.dto.js';
import { LeadFormService } from './lead-form.service.js';
import { LeadFormView, SnippetView } from './lead-form.view.js';

@ApiController('lead-forms', {
  row: 'lead_form',
  belongs: { table: 'campaign', by: 'campaign_id' },
  fills: ['targetListId'],
  see: 'figures:see',
  change: 'lists:change',
})
export class LeadFormController {
  constructor(private readonly forms: LeadFormService) {}

  @Get()
  @AnswersPage(LeadFormView, 'Lead forms')
  list(@InCollection(LEAD_FORMS) query: CollectionQuery): Promise<Page<LeadFormView>> {
    return this.forms.list(query);
  }

  @Get(':id')
  @Answers(LeadFormView, 'A lead form')
  get(@Param('id') id: string): Promise<LeadFormView> {
    return this.forms.view(id);
  }

  @Get(':id/snippet')
  @Answers(SnippetView, 'HTML to paste into a web page')
  async snippet(@Param('id') id: string): Promise<SnippetView> {
    return { html: await this.forms.snippet(await this.forms.store.get(id)) };
  }

  @Post()
  @AnswersCreated(LeadFormView, 'Makes a form that brings leads to a campaign')
  create(@Body() dto: CreateLeadFormDto): Promise<LeadFormView> {
    return this.forms.create(dto);
  }

  @Patch(':id')
  @Answers(LeadFormView, 'Changes it; pages that hold it need no change')
  update(@Param('id') id: string, @Body() dto: UpdateLeadFormDto): Promise<LeadFormView> {
    return this.forms.update(id, dto);
  }

  @Delete(':id')
  @AnswersNothing('Takes it away; pages that still hold it are answered that it is gone')
  remove(@Param('id') id: string): Promise<void> {
    return this.forms.remove(id);
  }
}
