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
} from '@facteur/platform';
import { BeginDto } from './begin.dto.js';
import { BeginService } from './begin.service.js';
import { CreateMassEmailDto, UpdateMassEmailDto } from './mass-email.dto.js';
import { MASS_EMAILS } from './mass-email-sql.js';
import { MassEmailService } from './mass-email.service.js';
import { MassEmailView, SavedMassEmailView } from './mass-email.view.js';

/** What a mass e-mail is; what is done with it is the same for every channel (mailingActions of dispatch). */
@ApiController('mass-emails', {
  row: 'mailing',
  belongs: { table: 'campaign', by: 'campaign_id' },
  see: 'figures:see',
  change: 'letters:write',
})
export class MassEmailController {
  constructor(
    private readonly massEmails: MassEmailService,
    private readonly beginnings: BeginService,
  ) {}

  @Get()
  @AnswersPage(MassEmailView, 'Mass e-mails')
  list(@InCollection(MASS_EMAILS) query: CollectionQuery): Promise<Page<MassEmailView>> {
    return this.massEmails.list(query);
  }

  @Get(':id')
  @Answers(MassEmailView, 'A mass e-mail')
  get(@Param('id') id: string): Promise<MassEmailView> {
    return this.massEmails.view(id);
  }

  @Post('begin')
  @AnswersCreated(
    SavedMassEmailView,
    'Begins a letter with a starter, a template, an earlier letter, or what is pasted: its own content, a campaign and a draft',
  )
  @Refuses(404, 'There is no such starter, template or letter')
  beginOne(@Body() dto: BeginDto): Promise<SavedMassEmailView> {
    return this.beginnings.begin(dto);
  }

  @Post()
  @AnswersCreated(SavedMassEmailView, 'Makes a mass e-mail; Pending: it goes out at its start date')
  create(@Body() dto: CreateMassEmailDto): Promise<SavedMassEmailView> {
    return this.massEmails.create(dto);
  }

  @Patch(':id')
  @Answers(SavedMassEmailView, 'Changes it; when that schedules it, with when it will really go')
  @Refuses(409, 'Its state does not allow it any more')
  update(@Param('id') id: string, @Body() dto: UpdateMassEmailDto): Promise<SavedMassEmailView> {
    return this.massEmails.update(id, dto);
  }

  @Delete(':id')
  @AnswersNothing('Archives it: the links in what was sent keep working')
  @Refuses(409, 'It is being sent')
  remove(@Param('id') id: string): Promise<void> {
    return this.massEmails.remove(id);
  }
}
