import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TargetListService } from '@facteur/audience';
import { Clock, InvalidInput } from '@facteur/platform';
import { type Finding, MailingUnsendable } from '../channel/channel.js';
import { ChannelRegistry } from '../channel/channel-registry.js';
import { MailingContexts } from '../model/mailing-context.js';
import type { Mailing } from '../model/mailing.entity.js';
import { MailingLists } from '../model/mailing-lists.repository.js';
import { RunSchedule } from '../model/run-schedule.js';
import { LookAhead } from './look-ahead.js';
import type { ContributionView, FindingView, PreflightView } from './preflight.view.js';

/** The check before sending: who would get it, and what a person should know first. */
@Injectable()
export class PreflightService {
  constructor(
    private readonly clock: Clock,
    private readonly contexts: MailingContexts,
    private readonly channels: ChannelRegistry,
    private readonly ahead: LookAhead,
    private readonly lists: MailingLists,
    private readonly schedule: RunSchedule,
    private readonly targetLists: TargetListService,
  ) {}

  async of(mailing: Mailing): Promise<PreflightView> {
    const counted = await this.ahead.recipients(mailing);
    const found = [
      ...(await this.ofLists(mailing, counted.recipients)),
      ...(await this.findings(mailing, true)),
    ];
    const placeholders = await this.placeholdersOf(mailing);
    return {
      ...counted,
      ...apart(found),
      emptyPlaceholders: await this.ahead.emptyPlaceholders(mailing, placeholders),
      byList: await this.contributions(mailing),
      countedAt: this.clock.now().toISOString(),
      fingerprint: await this.fingerprint(mailing),
    };
  }

  /** Names what would go out to whom: another one after a change of content, sender, campaign or lists. */
  async fingerprint(mailing: Mailing): Promise<string> {
    const { informational } = await this.contexts.of(mailing);
    const content = await this.channels.find(mailing.channel)?.fingerprint?.(mailing);
    const parts = [content, informational, mailing.campaignId, await this.lists.of(mailing.id)];
    return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
  }

  /** In the order in which the lists were chosen. */
  private async contributions(mailing: Mailing): Promise<ContributionView[]> {
    const { targetListIds } = await this.lists.of(mailing.id);
    const adds = await this.ahead.contributions(mailing);
    const named = await this.targetLists.named(targetListIds);
    return targetListIds.flatMap((key) => {
      const list = named.get(key);
      if (!list) return [];
      return [{ targetListId: list.id, name: list.name, members: list.members, adds: adds.get(key) ?? 0 }];
    });
  }

  /**
   * What can be said without trying anything out. Errors refuse the scheduling.
   *
   * @throws InvalidInput with a code for each error. @returns the warnings
   */
  async beforeScheduling(mailing: Mailing): Promise<FindingView[]> {
    const { errors, warnings } = apart(await this.findings(mailing, false));
    if (errors.length)
      throw new InvalidInput(
        errors.map(({ field = 'status', message, code }) => ({ field, reason: message, code })),
      );
    if (!(await this.ahead.anybody(mailing)))
      warnings.push(...apart(await this.ofLists(mailing, 0)).warnings);
    return warnings;
  }

  /** Of content that is missing or broken there are none; the channel's own check says what is wrong with it. */
  private async placeholdersOf(mailing: Mailing): Promise<string[]> {
    const found = this.channels.find(mailing.channel)?.placeholdersOf(mailing) ?? Promise.resolve([]);
    return found.catch((error: unknown) => {
      if (error instanceof MailingUnsendable) return [];
      throw error;
    });
  }

  private async findings(mailing: Mailing, thorough: boolean): Promise<Finding[]> {
    const channel = this.channels.find(mailing.channel);
    return [
      ...(await this.ofCampaign(mailing)),
      ...(await this.ofJob()),
      ...((await channel?.check?.(mailing, thorough)) ?? []),
    ];
  }

  private async ofLists(mailing: Mailing, recipients: number): Promise<Finding[]> {
    if (recipients) return [];
    const { targetListIds } = await this.lists.of(mailing.id);
    const field = 'targetListIds';
    return targetListIds.length
      ? [
          {
            level: 'warning',
            code: 'no-recipients',
            message: 'Nobody would get it, as the lists stand now.',
            field,
          },
        ]
      : [{ level: 'error', code: 'no-lists', message: 'It has no target list; choose one.', field }];
  }

  private async ofCampaign(mailing: Mailing): Promise<Finding[]> {
    const { campaign, heldBy: held } = await this.contexts.of(mailing);
    if (!campaign) return [];
    const found: Finding[] = [];
    const warn = (code: string, message: string) =>
      found.push({ level: 'warning', code, message, field: 'campaignId' });
    if (held) warn(`campaign-${campaign.status.toLowerCase()}`, `${held} Until then nothing goes out.`);
    if (campaign.status === 'Planning')
      warn(
        'campaign-planning',
        `The campaign "${campaign.name}" is Planning; scheduling the mailing sets it Active.`,
      );
    if (campaign.endDate && campaign.endDate < this.clock.now())
      warn(
        'campaign-ended',
        `The campaign "${campaign.name}" ended on ${campaign.endDate.toISOString().slice(0, 10)}.`,
      );
    return found;
  }

  private async ofJob(): Promise<Finding[]> {
    const { name, status } = await this.schedule.state();
    if (status === 'Active') return [];
    return [
      {
        level: 'warning',
        code: 'job-inactive',
        message: `The job "${name}" is ${status}, so nothing goes out until it is Active.`,
      },
    ];
  }
}

function apart(found: Finding[]): { errors: FindingView[]; warnings: FindingView[] } {
  const of = (wanted: Finding['level']) =>
    found.filter(({ level }) => level === wanted).map(({ level: _level, ...view }) => view);
  return { errors: of('error'), warnings: of('warning') };
}
