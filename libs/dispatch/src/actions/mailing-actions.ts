import { Get, Inject, Param, Post, type Type } from '@nestjs/common';
import { TargetListView } from '@facteur/audience';
import { MailingStatisticsView, StatisticsQuery } from '@facteur/campaigns';
import {
  Answers,
  AnswersCreated,
  AnswersPage,
  ApiController,
  Body,
  type CollectionQuery,
  InCollection,
  insistOn,
  type Page,
  Query,
  Recorded,
  Refuses,
  LeavesAsItIs,
  Needs,
} from '@facteur/platform';
import { LookedDto, RejectDto } from '../approval/approval.dto.js';
import { Approvals } from '../approval/approvals.js';
import { LEFT_OUT } from '../recipients/left-out-sql.js';
import { LeftOutView } from '../recipients/left-out.view.js';
import { PreflightView } from '../recipients/preflight.view.js';
import { WhyAnswer } from '../recipients/why.view.js';
import { ProgressView } from '../sending/progress.view.js';
import { TestResultView } from '../sending/test-result.view.js';
import {
  CopyMailingDto,
  MakeListDto,
  PreviewQuery,
  RetryFailedDto,
  SendTestDto,
  WhyQuery,
} from './mailing-actions.dto.js';
import { MailingActionsService } from './mailing-actions.service.js';
import { ScheduleDto } from './scheduling.dto.js';
import { MailingScheduling } from './scheduling.service.js';
import { retriedView } from './retried.view.js';

/** How a channel shows and copies its own mailings; they are not all alike. */
export interface MailingFace<View extends object> {
  view(id: string): Promise<View>;
  /** A new Draft with everything of an old one but its past. */
  copy(id: string, name: string | undefined): Promise<View>;
  /** As somebody's change of its status, with all that the channel asks for. */
  move(id: string, to: { status: 'Draft' | 'Pending'; startAt?: Date }): Promise<View>;
}

/** Of one channel: its name, who shows its mailings, and the classes of what is shown. */
export interface ActionsOfChannel<View extends object> {
  channel: string;
  /** Word for one of them in errors, e.g. `mass e-mail`. */
  noun: string;
  face: Type<MailingFace<View>>;
  view: Type<View>;
  preview: Type<object>;
}

/**
 * The actions of a channel's mailings under `/api/v1/<path>/:id`: copy, send-test, schedule, unschedule, request-approval, approve, reject, pause, resume, cancel, retry-failed,
 * statistics, progress, preflight, left-out, why, preview. A channel puts the class among the controllers of its module
 * and makes no such action itself:
 *
 * ```ts
 * controllers: [SmsController, mailingActions('text-messages', { channel: 'sms', face: SmsService, view: SmsView, … })]
 * ```
 */
export function mailingActions<View extends object>(
  path: string,
  { channel, noun, face, view, preview }: ActionsOfChannel<View>,
): Type<object> {
  const Retried = retriedView(view);

  @ApiController(path, { see: 'figures:see', change: 'mass-email:send' })
  class MailingActions {
    constructor(
      private readonly actions: MailingActionsService,
      private readonly scheduling: MailingScheduling,
      private readonly approvals: Approvals,
      @Inject(face) private readonly face: MailingFace<View>,
    ) {}

    @Post(':id/copy')
    @LeavesAsItIs()
    @Needs('letters:write')
    @AnswersCreated(view, 'A new Draft with the same content and lists')
    async copy(@Param('id') id: string, @Body() dto: CopyMailingDto): Promise<View> {
      await this.actions.find(channel, noun, id);
      return this.face.copy(id, dto.name);
    }

    @Post(':id/send-test')
    @LeavesAsItIs()
    @Needs('letters:write')
    @Answers(TestResultView, 'Sends now to those alone, marked as a test; answers who was left out and why')
    @Refuses(409, 'The content or the sending account is broken')
    async sendTest(@Param('id') id: string, @Body() dto: SendTestDto): Promise<TestResultView> {
      return this.actions.sendTest(await this.actions.find(channel, noun, id), dto);
    }

    @Post(':id/schedule')
    @Answers(
      view,
      'Lets it go at its start date, or at once with some time to take it back, as it was looked at',
    )
    @Refuses(
      409,
      'It is no longer as it was looked at (content-changed, count-moved, warnings-unseen, no-recipients)',
    )
    async schedule(@Param('id') id: string, @Body() dto: ScheduleDto): Promise<View> {
      const mailing = await this.actions.find(channel, noun, id);
      await this.scheduling.schedule(mailing, dto, (startAt) =>
        this.face.move(id, { status: 'Pending', startAt }),
      );
      return this.face.view(id);
    }

    @Post(':id/request-approval')
    @Recorded('fingerprint')
    @Needs('letters:write')
    @Answers(view, 'Asks that somebody who may send looks at it and says yes, as it was looked at')
    @Refuses(
      409,
      'It is over, for nobody (no-recipients), or no longer as it was looked at (content-changed)',
    )
    async requestApproval(@Param('id') id: string, @Body() dto: LookedDto): Promise<View> {
      await this.approvals.ask(await this.actions.find(channel, noun, id), dto);
      return this.face.view(id);
    }

    @Post(':id/approve')
    @Recorded('recipients', 'fingerprint')
    @Answers(view, 'Says yes to it, as it was looked at; never to what one asked for oneself')
    @Refuses(409, 'Nobody asks (not-asked), or it was changed since (content-changed)')
    async approve(@Param('id') id: string, @Body() dto: LookedDto): Promise<View> {
      await this.approvals.approve(await this.actions.find(channel, noun, id), dto);
      return this.face.view(id);
    }

    @Post(':id/reject')
    @Recorded('reason')
    @Answers(view, 'Says no, with the reason; one that was let go becomes a Draft again')
    @Refuses(409, 'Nobody asks (not-asked)')
    async reject(@Param('id') id: string, @Body() { reason }: RejectDto): Promise<View> {
      const mailing = await this.actions.find(channel, noun, id);
      await this.approvals.reject(mailing, reason, () => this.face.move(id, { status: 'Draft' }));
      return this.face.view(id);
    }

    @Post(':id/unschedule')
    @Answers(view, 'Takes it back: a Draft again, or paused where some of it has left')
    @Refuses(409, 'It is over already')
    async unschedule(@Param('id') id: string): Promise<View> {
      const mailing = await this.actions.find(channel, noun, id);
      await this.scheduling.unschedule(mailing, () => this.face.move(id, { status: 'Draft' }));
      return this.face.view(id);
    }

    @Post(':id/pause')
    @Answers(view, 'Stops it for now; what is being handed over at this moment still goes')
    @Refuses(409, 'It is not In Process')
    async pause(@Param('id') id: string): Promise<View> {
      await this.actions.find(channel, noun, id);
      await this.actions.mailings.pause(id);
      return this.face.view(id);
    }

    @Post(':id/resume')
    @Answers(view, 'Goes on; also releases a mailing that was held for being late')
    @Refuses(409, 'Nothing holds it')
    async resume(@Param('id') id: string): Promise<View> {
      await this.actions.find(channel, noun, id);
      await this.actions.mailings.resume(id);
      return this.face.view(id);
    }

    @Post(':id/cancel')
    @Answers(view, 'Nothing more goes out; whoever still waited is skipped')
    @Refuses(409, 'It is over already')
    async cancel(@Param('id') id: string): Promise<View> {
      await this.actions.find(channel, noun, id);
      await this.actions.mailings.cancel(id);
      return this.face.view(id);
    }

    @Post(':id/retry-failed')
    @Answers(Retried, 'Puts the failed recipients back into the queue')
    @Refuses(409, 'Nobody failed')
    async retryFailed(@Param('id') id: string, @Body() dto: RetryFailedDto) {
      if (dto.includeUnconfirmed) insistOn('mass-email:send-unusual');
      await this.actions.find(channel, noun, id);
      const retried = await this.actions.mailings.retryFailed(id, dto.includeUnconfirmed ?? false);
      return { retried, ...(await this.face.view(id)) };
    }

    @Post(':id/make-list')
    @LeavesAsItIs()
    @Needs('lists:change')
    @AnswersCreated(
      TargetListView,
      'A target list of those who got it, or of those who were to get it and did not',
    )
    @Refuses(404, 'There is no such mailing')
    async makeList(@Param('id') id: string, @Body() dto: MakeListDto): Promise<TargetListView> {
      return this.actions.makeList(await this.actions.find(channel, noun, id), dto);
    }

    @Get(':id/statistics')
    @Answers(MailingStatisticsView, 'Its counts and percentages, and those of its links')
    async statistics(
      @Param('id') id: string,
      @Query() query: StatisticsQuery,
    ): Promise<MailingStatisticsView> {
      return this.actions.statisticsOf(await this.actions.find(channel, noun, id), query.includeBots);
    }

    @Get(':id/progress')
    @Answers(ProgressView, 'Counts by queue status, who was left out, and what the rest waits for')
    async progress(@Param('id') id: string): Promise<ProgressView> {
      return this.actions.progressOf(await this.actions.find(channel, noun, id));
    }

    @Get(':id/preflight')
    @Answers(
      PreflightView,
      'The check before sending: how many would get it, who would not and why, errors, warnings, which placeholders stay empty',
    )
    async preflight(@Param('id') id: string): Promise<PreflightView> {
      return this.actions.preflightOf(await this.actions.find(channel, noun, id));
    }

    @Get(':id/left-out')
    @Needs('people:see')
    @AnswersPage(LeftOutView, 'Who does not get it, by name and reason; before and after its queue is built')
    async leftOut(
      @Param('id') id: string,
      @InCollection(LEFT_OUT) query: CollectionQuery,
    ): Promise<Page<LeftOutView>> {
      return this.actions.leftOutOf(await this.actions.find(channel, noun, id), query);
    }

    @Get(':id/why')
    @Needs('people:see')
    @Answers(WhyAnswer, 'Why a record, or whoever has an address, gets it or not, in words')
    async why(@Param('id') id: string, @Query() query: WhyQuery): Promise<WhyAnswer> {
      return this.actions.why(await this.actions.find(channel, noun, id), query);
    }

    @Get(':id/preview')
    @Needs('people:see')
    @Answers(preview, 'The message as this record would get it')
    @Refuses(409, 'The content is broken')
    async preview(@Param('id') id: string, @Query() query: PreviewQuery): Promise<object> {
      return this.actions.preview(await this.actions.find(channel, noun, id), query);
    }
  }
  // Each channel's has a name of its own in the API document.
  Object.defineProperty(MailingActions, 'name', { value: `${view.name.replace(/View$/, '')}Actions` });
  return MailingActions;
}
