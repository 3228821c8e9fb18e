import { Body, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ApiController, type CollectionQuery, Listing } from '@facteur/platform';
import { CreateLeadFormDto, UpdateLeadFormDto } from './lead-form.dto.js';
import { LeadFormService } from './lead-form.service.js';

@ApiController('lead-forms')
export class LeadFormController {
  constructor(private readonly forms: LeadFormService) {}

  @Get()
  list(@Listing() query: CollectionQuery) {
    return this.forms.list(query);
  }

  @Get(':id')
  get(@Param('id') id: string) {
    return this.forms.view(id);
  }

  @Get(':id/snippet')
  @ApiOperation({ summary: 'HTML to paste into a web page' })
  async snippet(@Param('id') id: string) {
    return { html: await this.forms.snippet(await this.forms.store.get(id)) };
  }

  @Post()
  create(@Body() dto: CreateLeadFormDto) {
    return this.forms.create(dto);
  }

  @Patch(':id')
  update(@Param('id') id: string, @Body() dto: UpdateLeadFormDto) {
    return this.forms.update(id, dto);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id') id: string) {
    return this.forms.remove(id);
  }
}
