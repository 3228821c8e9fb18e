import { Injectable } from '@nestjs/common';
import { RecordSourceRegistry, targetKey, type TargetListView } from '@facteur/audience';
import { type MailingStatisticsView, StatisticsService } from '@facteur/campaigns';
import {
  actorNow,
  type CollectionQuery,
  Conflict,
  mayNow,
  NotFound,
  type Page,
  Problem,
} from '@facteur/platform';
import { AccountUnavailable, type Channel, MailingUnsendable } from '../channel/channel.js';
import { ChannelRegistry } from '../channel/channel-registry.js';
import { MailingService } from '../mailing/mailing.service.js';
import type { Mailing } from '../model/mailing.entity.js';
import { LeftOutService } from '../recipients/left-out.service.js';
import type { LeftOutView } from '../recipients/left-out.view.js';
import { ListOfRecipients } from '../recipients/list-of-recipients.js';
import { PreflightService } from '../recipients/preflight.service.js';
import type { PreflightView } from '../recipients/preflight.view.js';
import { WhyService } from '../recipients/why.service.js';
import type { WhyAnswer } from '../recipients/why.view.js';
import { ProgressService } from '../sending/progress.service.js';
import type { ProgressView } from '../sending/progress.view.js';
import type { TestResultView } from '../sending/test-result.view.js';
import { TestSend } from '../sending/test-send.js';
import type { MakeListDto, PreviewQuery, SendTestDto, WhyQuery } from './mailing-actions.dto.js';

/** What a person can do with a mailing and see of it, the same for every channel. */
@Injectable()
export class MailingActionsService {
  constructor(
    readonly mailings: MailingService,
    private readonly channels: ChannelRegistry,
    private readonly statistics: StatisticsService,
    private readonly progresses: ProgressService,
    private readonly preflights: PreflightService,
    private readonly leftOuts: LeftOutService,
    private readonly whys: WhyService,
    private readonly tests: TestSend,
    private readonly sources: RecordSourceRegistry,
    private readonly lists: ListOfRecipients,
  ) {}

  /** One of the channel's own. @param noun what its API calls one @throws NotFound */
  find(channel: string, noun: string, id: string): Promise<Mailing> {
    return this.mailings.ofChannel(channel, noun, id);
  }

  async statisticsOf(
    { id, campaignId }: Mailing,
    withBots: boolean | undefined,
  ): Promise<MailingStatisticsView> {
    return this.statistics.ofMailing(id, campaignId, withBots);
  }

  progressOf(mailing: Mailing): Promise<ProgressView> {
    return this.progresses.of(mailing);
  }

  preflightOf(mailing: Mailing): Promise<PreflightView> {
    return this.preflights.of(mailing);
  }

  leftOutOf(mailing: Mailing, query: CollectionQuery): Promise<Page<LeftOutView>> {
    return this.leftOuts.list(mailing, query);
  }

  makeList(mailing: Mailing, { which, name }: MakeListDto): Promise<TargetListView> {
    return this.lists.create(mailing, which, name);
  }

  why(mailing: Mailing, query: WhyQuery): Promise<WhyAnswer> {
    return this.whys.answer(mailing, query);
  }

  sendTest(
    mailing: Mailing,
    { targets = [], addresses = [], deliverTo = [] }: SendTestDto,
  ): Promise<TestResultView> {
    if (!mayNow('mass-email:send'))
      refuseOthers([...deliverTo, ...addresses], targets.length > 0 && deliverTo.length === 0);
    return this.tests.send(mailing, targets, addresses, deliverTo);
  }

  /** @throws NotFound | Conflict with what keeps it from being sent, which is for the caller to mend. */
  async preview(mailing: Mailing, { targetType, targetId }: PreviewQuery): Promise<object> {
    const channel: Channel = this.channels.get(mailing.channel);
    if (!channel.preview) throw new Conflict(`${channel.label}: its channel shows no previews.`);
    const record = targetType && targetId ? await this.record(targetType, targetId) : undefined;
    return channel.preview(mailing, record).catch((error: unknown) => {
      if (error instanceof MailingUnsendable || error instanceof AccountUnavailable)
        throw new Conflict(error.message);
      throw error;
    });
  }

  private async record(targetType: string, targetId: string) {
    const source = this.sources.get(targetType);
    const records = await this.sources.load([{ targetType: source.targetType, targetId }]);
    const record = records.get(targetKey(source.targetType, targetId));
    if (!record) throw new NotFound(targetType, targetId);
    return record;
  }
}

/** Whoever may not send tries a letter out on themselves: fifty tests to fifty people would be a mailing. @throws Problem 403 */
function refuseOthers(addresses: readonly string[], isToRecords: boolean): void {
  const { name, email = name } = actorNow() ?? { name: '' };
  const own = email.toLowerCase();
  if (!isToRecords && addresses.every((one) => one.toLowerCase() === own)) return;
  throw new Problem(
    403,
    'Forbidden',
    `Your role sends tests to ${email} alone; others take "mass-email:send".`,
    {
      code: 'not-allowed',
      params: { permission: 'mass-email:send' },
    },
  );
}
