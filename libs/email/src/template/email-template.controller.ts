import { Body, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ApiController, type ListQuery, Listing } from '@facteur/platform';
import { CreateEmailTemplateDto, UpdateEmailTemplateDto } from './email-template.dto.js';
import { PreviewQuery } from './preview-query.js';
import { EmailTemplateService } from './email-template.service.js';

@ApiController('email-templates')
export class EmailTemplateController {
  constructor(private readonly templates: EmailTemplateService) {}

  @Get()
  list(@Listing() query: ListQuery) {
    return this.templates.list(query);
  }

  @Get(':id')
  get(@Param('id') id: string) {
    return this.templates.view(id);
  }

  @Get(':id/preview')
  @ApiOperation({ summary: 'The template as this record would see it' })
  preview(@Param('id') id: string, @Query() { targetType, targetId }: PreviewQuery) {
    return this.templates.preview(id, targetType && targetId ? { targetType, targetId } : undefined);
  }

  @Post()
  @ApiOperation({ summary: 'Saves a template; unknown placeholders are refused with line and name' })
  create(@Body() dto: CreateEmailTemplateDto) {
    return this.templates.create(dto);
  }

  @Patch(':id')
  update(@Param('id') id: string, @Body() dto: UpdateEmailTemplateDto) {
    return this.templates.update(id, dto);
  }

  @Delete(':id')
  @HttpCode(204)
  remove(@Param('id') id: string) {
    return this.templates.remove(id);
  }
}
