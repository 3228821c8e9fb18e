import type { IncomingMessage } from 'node:http';
import { Delete, Get, Param, Patch, Post, Put, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiExtraModels } from '@nestjs/swagger';
import {
  Answers,
  AnswersCreated,
  AnswersList,
  AnswersNothing,
  AnswersPage,
  ApiController,
  Body,
  type CollectionQuery,
  InCollection,
  MB,
  type Page,
  Query,
  Refuses,
  TakesBody,
  TakesFile,
  Needs,
  Unrecorded,
} from '@facteur/platform';
import {
  AttachmentForm,
  CreateEmailTemplateDto,
  LibraryAttachmentDto,
  TranslateTemplateDto,
  UpdateEmailTemplateDto,
} from './email-template.dto.js';
import { EMAIL_TEMPLATES } from './email-template-sql.js';
import { EmailTemplateService } from './email-template.service.js';
import { LetterTrial } from '../draft/letter-trial.js';
import { RenderDto, RenderedLetterView } from '../draft/letter-trial.view.js';
import { TemplateDrafts } from '../draft/template-drafts.js';
import { SlotValueDto, SlotValueView } from '../slots/slot.view.js';
import { PublishDraftDto, SaveDraftDto, TemplateDraftView } from '../draft/template-draft.dto.js';
import {
  EmailTemplateView,
  PlaceholdersView,
  TranslatedTemplateView,
  VocabularyView,
} from './email-template.view.js';
import { MessagePreviewView } from './message-preview.view.js';
import { PreviewQuery } from './preview-query.js';
import { TemplateAttachments } from './template-attachments.js';
import { TemplateRendering } from './template-rendering.js';
import { TemplateWords } from './template-words.js';

/** Attachments within JSON, in base64. */
@TakesBody(20 * MB)
@ApiController('email-templates', {
  row: 'email_template',
  belongs: 'to a team',
  see: 'figures:see',
  change: 'letters:write',
})
@ApiExtraModels(SlotValueDto, SlotValueView)
export class EmailTemplateController {
  constructor(
    private readonly templates: EmailTemplateService,
    private readonly attachments: TemplateAttachments,
    private readonly rendering: TemplateRendering,
    private readonly words: TemplateWords,
    private readonly drafts: TemplateDrafts,
    private readonly trial: LetterTrial,
  ) {}

  @Get()
  @AnswersPage(EmailTemplateView, 'E-mail templates')
  list(@InCollection(EMAIL_TEMPLATES) query: CollectionQuery): Promise<Page<EmailTemplateView>> {
    return this.templates.list(query);
  }

  @Get('placeholders')
  @Answers(PlaceholdersView, 'What a template may say: fields, links, helpers')
  placeholders(): PlaceholdersView {
    return this.words.placeholders();
  }

  @Post('translate')
  @Unrecorded()
  @Answers(
    TranslatedTemplateView,
    'Merge tags of Mailchimp, listmonk, Mautic and others, written as placeholders of ours; saves nothing',
  )
  translate(@Body() dto: TranslateTemplateDto): TranslatedTemplateView {
    return this.words.translate(dto);
  }

  @Get('vocabulary')
  @AnswersList(VocabularyView, 'Everything that a letter can say, word by word, for choosing from')
  vocabulary(): { data: VocabularyView[] } {
    return { data: this.words.vocabularyList() };
  }

  @Post('render')
  @Unrecorded()
  @Answers(RenderedLetterView, 'A letter as it would arrive, and what there is to know of it; saves nothing')
  @Refuses(404, 'There is no such record, template or mass e-mail')
  render(@Body() dto: RenderDto): Promise<RenderedLetterView> {
    return this.trial.render(dto);
  }

  @Get(':id/draft')
  @Answers(TemplateDraftView, 'The working copy: what somebody is writing, which is not sent')
  draft(@Param('id') id: string): Promise<TemplateDraftView> {
    return this.drafts.of(id);
  }

  @Put(':id/draft')
  @Unrecorded()
  @Answers(TemplateDraftView, 'Saves the working copy, whatever is wrong with it')
  saveDraft(@Param('id') id: string, @Body() dto: SaveDraftDto): Promise<TemplateDraftView> {
    return this.drafts.save(id, dto);
  }

  @Delete(':id/draft')
  @Unrecorded()
  @AnswersNothing('Throws the working copy away')
  discardDraft(@Param('id') id: string): Promise<void> {
    return this.drafts.discard(id);
  }

  @Post(':id/publish')
  @Answers(EmailTemplateView, 'Makes the working copy what is sent, also to those who are left of a mailing')
  @Refuses(409, 'A letter with it was scheduled meanwhile, and only what is not released was to be changed')
  publish(@Param('id') id: string, @Body() dto: PublishDraftDto): Promise<EmailTemplateView> {
    return this.drafts.publish(id, dto);
  }

  @Get(':id')
  @Answers(EmailTemplateView, 'An e-mail template')
  get(@Param('id') id: string): Promise<EmailTemplateView> {
    return this.templates.view(id);
  }

  @Get(':id/preview')
  @Needs('people:see')
  @Answers(MessagePreviewView, 'The template as this record would see it')
  async preview(
    @Param('id') id: string,
    @Query() { targetType, targetId }: PreviewQuery,
  ): Promise<MessagePreviewView> {
    const template = await this.templates.store.get(id);
    return this.rendering.preview(template, targetType && targetId ? { targetType, targetId } : undefined);
  }

  @Post()
  @AnswersCreated(EmailTemplateView, 'Saves a template; unknown placeholders are refused with line and name')
  create(@Body() dto: CreateEmailTemplateDto): Promise<EmailTemplateView> {
    return this.templates.create(dto);
  }

  @Post(':id/attachments')
  @TakesFile(11 * MB)
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: AttachmentForm })
  @AnswersCreated(EmailTemplateView, 'Adds a file (part "file") of at most 10 MB')
  @Refuses(409, 'when it has as many files as there may be')
  async attach(
    @Param('id') id: string,
    @Req() request: IncomingMessage & { raw?: IncomingMessage },
  ): Promise<EmailTemplateView> {
    await this.attachments.receive(await this.templates.changeable(id), request.raw ?? request);
    return this.templates.view(id);
  }

  @Post(':id/attachments/from-library')
  @AnswersCreated(EmailTemplateView, 'Adds a copy of a file of the library')
  @Refuses(409, 'when it has as many files as there may be')
  async attachFromLibrary(
    @Param('id') id: string,
    @Body() dto: LibraryAttachmentDto,
  ): Promise<EmailTemplateView> {
    await this.attachments.fromLibrary(await this.templates.changeable(id), dto);
    return this.templates.view(id);
  }

  @Delete(':id/attachments/:attachmentId')
  @AnswersNothing('Takes a file away')
  async detach(@Param('id') id: string, @Param('attachmentId') attachmentId: string): Promise<void> {
    await this.attachments.remove(await this.templates.changeable(id), attachmentId);
  }

  @Patch(':id')
  @Answers(EmailTemplateView, 'Changes it; unknown placeholders are refused with line and name')
  update(@Param('id') id: string, @Body() dto: UpdateEmailTemplateDto): Promise<EmailTemplateView> {
    return this.templates.update(id, dto);
  }

  @Delete(':id')
  @AnswersNothing('Deletes it')
  @Refuses(409, 'when a mass e-mail is not finished with it')
  remove(@Param('id') id: string): Promise<void> {
    return this.templates.remove(id);
  }
}
