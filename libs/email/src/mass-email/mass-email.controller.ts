import { Body, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { RecordSourceRegistry, targetKey } from '@facteur/audience';
import {
  AccountUnavailable,
  LeftOutService,
  MailingService,
  MailingUnsendable,
  PreflightService,
  ProgressService,
  QueueBuilder,
  TestSend,
  WhyService,
} from '@facteur/dispatch';
import { StatisticsQuery, StatisticsService } from '@facteur/campaigns';
import { ApiController, Conflict, type CollectionQuery, Listing, NotFound } from '@facteur/platform';
import { EmailChannel } from '../channel/email-channel.js';
import {
  CopyMassEmailDto,
  CreateMassEmailDto,
  RetryFailedDto,
  SendTestDto,
  UpdateMassEmailDto,
  WhyQuery,
} from './mass-email.dto.js';
import { PreviewQuery } from '../template/preview-query.js';
import { MassEmailService } from './mass-email.service.js';

@ApiController('mass-emails')
export class MassEmailController {
  constructor(
    private readonly massEmails: MassEmailService,
    private readonly mailings: MailingService,
    private readonly progressService: ProgressService,
    private readonly queue: QueueBuilder,
    private readonly tests: TestSend,
    private readonly channel: EmailChannel,
    private readonly sources: RecordSourceRegistry,
    private readonly statistics: StatisticsService,
    private readonly preflights: PreflightService,
    private readonly leftOuts: LeftOutService,
    private readonly whys: WhyService,
  ) {}

  @Get()
  list(@Listing() query: CollectionQuery) {
    return this.massEmails.list(query);
  }

  @Get(':id')
  get(@Param('id') id: string) {
    return this.massEmails.view(id);
  }

  @Get(':id/statistics')
  @ApiOperation({ summary: 'Its counts and percentages, and those of its links' })
  async statisticsOf(@Param('id') id: string, @Query() query: StatisticsQuery) {
    const mailing = await this.mailings.store.get(id);
    return this.statistics.ofMailing(mailing.id, mailing.campaignId, query.includeBots);
  }

  @Post()
  create(@Body() dto: CreateMassEmailDto) {
    return this.massEmails.create(dto);
  }

  @Patch(':id')
  update(@Param('id') id: string, @Body() dto: UpdateMassEmailDto) {
    return this.massEmails.update(id, dto);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Archives it: the links in what was sent keep working' })
  remove(@Param('id') id: string) {
    return this.mailings.remove(id);
  }

  @Post(':id/copy')
  @ApiOperation({ summary: 'A new Draft with the same content and lists' })
  copy(@Param('id') id: string, @Body() dto: CopyMassEmailDto) {
    return this.massEmails.copy(id, dto.name);
  }

  @Post(':id/send-test')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sends now to those alone, marked as a test; answers who was left out and why' })
  async sendTest(@Param('id') id: string, @Body() dto: SendTestDto) {
    return this.tests.send(await this.massEmails.get(id), dto.targets ?? [], dto.addresses ?? []);
  }

  @Post(':id/pause')
  @HttpCode(200)
  async pause(@Param('id') id: string) {
    await this.mailings.pause(id);
    return this.massEmails.view(id);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @ApiOperation({ summary: 'Goes on; also releases a mailing that was held for being late' })
  async resume(@Param('id') id: string) {
    await this.mailings.resume(id);
    return this.massEmails.view(id);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  async cancel(@Param('id') id: string) {
    await this.mailings.cancel(id);
    return this.massEmails.view(id);
  }

  @Post(':id/retry-failed')
  @HttpCode(200)
  @ApiOperation({ summary: 'Puts the failed recipients back into the queue' })
  async retryFailed(@Param('id') id: string, @Body() dto: RetryFailedDto) {
    const retried = await this.mailings.retryFailed(id, dto.includeUnconfirmed ?? false);
    return { retried, ...(await this.massEmails.view(id)) };
  }

  @Get(':id/progress')
  @ApiOperation({ summary: 'Counts by queue status, who was left out, and what the rest waits for' })
  async progress(@Param('id') id: string) {
    return this.progressService.of(await this.massEmails.get(id));
  }

  @Get(':id/preflight')
  @ApiOperation({
    summary:
      'The check before sending: how many would get it, who would not and why, errors, warnings, which placeholders stay empty',
  })
  async preflight(@Param('id') id: string) {
    const mailing = await this.massEmails.get(id);
    // A template that is missing or broken is among the errors.
    const placeholders = await this.channel.placeholdersOf(mailing).catch((error: unknown) => {
      if (error instanceof MailingUnsendable) return [];
      throw error;
    });
    return {
      ...(await this.preflights.of(mailing)),
      emptyPlaceholders: await this.queue.emptyPlaceholders(mailing, placeholders),
    };
  }

  @Get(':id/left-out')
  @ApiOperation({ summary: 'Who does not get it, by name and reason; before and after its queue is built' })
  async leftOut(@Param('id') id: string, @Listing() query: CollectionQuery) {
    return this.leftOuts.list(await this.massEmails.get(id), query);
  }

  @Get(':id/why')
  @ApiOperation({ summary: 'Why a record, or whoever has an address, gets it or not, in words' })
  async why(@Param('id') id: string, @Query() query: WhyQuery) {
    return this.whys.answer(await this.massEmails.get(id), query);
  }

  @Get(':id/preview')
  @ApiOperation({ summary: 'The message as this record would get it' })
  async preview(@Param('id') id: string, @Query() { targetType, targetId }: PreviewQuery) {
    const mailing = await this.massEmails.get(id);
    if (!targetType || !targetId) return this.channel.preview(mailing, undefined).catch(unsendable);
    const records = await this.sources.load([
      { targetType: this.sources.get(targetType).targetType, targetId },
    ]);
    const record = records.get(targetKey(targetType, targetId));
    if (!record) throw new NotFound(targetType, targetId);
    return this.channel.preview(mailing, record).catch(unsendable);
  }
}

/** What keeps the mailing from being sent is for the caller to mend. */
function unsendable(error: unknown): never {
  if (error instanceof MailingUnsendable || error instanceof AccountUnavailable)
    throw new Conflict(error.message);
  throw error;
}
