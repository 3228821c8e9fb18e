import type { IncomingMessage } from 'node:http';
import { Body, Delete, Get, HttpCode, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation } from '@nestjs/swagger';
import { ApiController, type CollectionQuery, Listing } from '@facteur/platform';
import {
  AttachmentForm,
  CreateEmailTemplateDto,
  TranslateTemplateDto,
  UpdateEmailTemplateDto,
} from './email-template.dto.js';
import { PreviewQuery } from './preview-query.js';
import { EmailTemplateService } from './email-template.service.js';

@ApiController('email-templates')
export class EmailTemplateController {
  constructor(private readonly templates: EmailTemplateService) {}

  @Get()
  list(@Listing() query: CollectionQuery) {
    return this.templates.list(query);
  }

  @Get('placeholders')
  @ApiOperation({ summary: 'What a template may say: fields, links, helpers' })
  placeholders() {
    return this.templates.placeholders();
  }

  @Post('translate')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Merge tags of Mailchimp, listmonk, Mautic and others, written as placeholders of ours; saves nothing',
  })
  translate(@Body() dto: TranslateTemplateDto) {
    return this.templates.translate(dto);
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

  @Post(':id/attachments')
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: AttachmentForm })
  @ApiOperation({ summary: 'Adds a file (part "file") of at most 10 MB' })
  attach(@Param('id') id: string, @Req() request: IncomingMessage & { raw?: IncomingMessage }) {
    return this.templates.addAttachment(id, request.raw ?? request);
  }

  @Delete(':id/attachments/:attachmentId')
  @HttpCode(204)
  detach(@Param('id') id: string, @Param('attachmentId') attachmentId: string) {
    return this.templates.removeAttachment(id, attachmentId);
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
