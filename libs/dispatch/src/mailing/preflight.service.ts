import { Injectable } from '@nestjs/common';
import { CampaignService } from '@facteur/campaigns';
import { Clock, Database, InvalidInput } from '@facteur/platform';
import type { Finding } from '../channel/channel.js';
import { ChannelRegistry } from '../channel/channel-registry.js';
import { QueueBuilder } from '../queue/queue-builder.js';
import { RunSchedule } from '../sending/dispatch-options.js';
import { campaignHold } from './campaign-hold.js';
import { Mailing } from './mailing.entity.js';

/** A finding as it is answered. */
export type FindingView = Omit<Finding, 'level'>;

/** The check before sending: who would get it, and what a person should know first. */
@Injectable()
export class PreflightService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly campaigns: CampaignService,
    private readonly channels: ChannelRegistry,
    private readonly queue: QueueBuilder,
    private readonly schedule: RunSchedule,
  ) {}

  async of(mailing: Mailing) {
    const counted = await this.queue.preview(mailing);
    const found = [
      ...(await this.ofLists(mailing, counted.recipients)),
      ...(await this.findings(mailing, true)),
    ];
    return { ...counted, ...apart(found) };
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
    if (!(await this.queue.anybodyWhere(mailing, '1 = 1')))
      warnings.push(...apart(await this.ofLists(mailing, 0)).warnings);
    return warnings;
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
    const lists = await this.database.query(
      'SELECT 1 FROM mailing_list WHERE mailing_id = ? AND excluding = 0 LIMIT 1',
      [mailing.id],
    );
    const field = 'targetListIds';
    return lists.length
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

  private async ofCampaign({ campaignId }: Mailing): Promise<Finding[]> {
    const campaign = campaignId === null ? null : await this.campaigns.store.byKey(campaignId);
    if (!campaign) return [];
    const found: Finding[] = [];
    const warn = (code: string, message: string) =>
      found.push({ level: 'warning', code, message, field: 'campaignId' });
    const held = campaignHold(campaign);
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
