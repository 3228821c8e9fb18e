import { Injectable } from '@nestjs/common';
import { CampaignService } from '@facteur/campaigns';
import { Clock, Database, HOUR } from '@facteur/platform';
import { ChannelRegistry } from '../channel/channel-registry.js';
import { ITEM_STATUSES } from '../queue/queue-item.js';
import { QueueRepository } from '../queue/queue.repository.js';
import { RunSchedule } from '../sending/dispatch-options.js';
import { Mailing } from './mailing.entity.js';

export interface Hold {
  /** What keeps the next message back: start date, paused, late, account, campaign, batch, hour, retry, confirmation. */
  limit: string;
  reason: string;
  nextBatchAt: Date | null;
}

/** How far a mailing is, and what it waits for. */
@Injectable()
export class ProgressService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly channels: ChannelRegistry,
    private readonly queue: QueueRepository,
    private readonly campaigns: CampaignService,
    private readonly schedule: RunSchedule,
  ) {}

  async of(mailing: Mailing) {
    const rows = await this.database.query<{ status: string; total: number }>(
      'SELECT status, COUNT(*) AS total FROM queue_item WHERE mailing_id = ? AND is_test = 0 GROUP BY status',
      [mailing.id],
    );
    const leftOut = await this.database.query<{ reason: string; value: number }>(
      'SELECT reason, value FROM mailing_left_out WHERE mailing_id = ?',
      [mailing.id],
    );
    const counts = Object.fromEntries(
      ITEM_STATUSES.map((status) => [status, Number(rows.find((row) => row.status === status)?.total ?? 0)]),
    );
    return {
      status: mailing.status,
      statusReason: mailing.statusReason,
      total: Object.values(counts).reduce((sum, count) => sum + count, 0),
      counts,
      leftOut: Object.fromEntries(leftOut.map((row) => [row.reason, Number(row.value)])),
      hold: await this.hold(mailing, counts['Pending'] ?? 0),
    };
  }

  private async hold(mailing: Mailing, pending: number): Promise<Hold | null> {
    const nextRunAt = await this.schedule.nextRunAt();
    const hold = (limit: string, reason: string, nextBatchAt: Date | null = null): Hold => ({
      limit,
      reason,
      nextBatchAt,
    });
    if (mailing.holdReason)
      return hold(mailing.holdCode!, mailing.holdReason, mailing.holdCode === 'account' ? nextRunAt : null);
    if (mailing.status === 'Paused') return hold('paused', 'A person paused it; resume it to go on.');
    if (mailing.status === 'Pending') {
      const from = mailing.startAt! > this.clock.now() ? mailing.startAt! : this.clock.now();
      return hold(
        'start date',
        `It begins with the first run of the job at or after ${from.toISOString()}.`,
        nextRunAt && nextRunAt < from ? null : nextRunAt,
      );
    }
    if (mailing.status !== 'In Process' || pending === 0) return null;
    const campaign =
      mailing.campaignId === null ? null : await this.campaigns.store.byKey(mailing.campaignId);
    if (campaign?.status === 'Inactive')
      return hold('campaign', `The campaign "${campaign.name}" is Inactive; set it Active to go on.`);
    return (
      (await this.hourlyCap(mailing, nextRunAt)) ??
      (await this.retries(mailing, pending, nextRunAt)) ??
      this.batch(mailing, nextRunAt)
    );
  }

  private async hourlyCap(mailing: Mailing, nextRunAt: Date | null): Promise<Hold | null> {
    const caps = await this.channels.find(mailing.channel)?.caps();
    if (caps?.maxPerHour == null) return null;
    const now = this.clock.now();
    if ((await this.queue.spokenFor(mailing.channel, now)) < caps.maxPerHour) return null;
    const [oldest] = await this.database.query<{ at: string | Date }>(
      'SELECT MIN(sent_at) AS at FROM queue_item WHERE channel = ? AND sent_at > ? AND is_test = 0',
      [mailing.channel, new Date(now.getTime() - HOUR)],
    );
    const freeAt = oldest?.at
      ? new Date(
          new Date(oldest.at instanceof Date ? oldest.at : `${oldest.at.replace(' ', 'T')}Z`).getTime() +
            HOUR,
        )
      : now;
    const next = nextRunAt && nextRunAt > freeAt ? nextRunAt : freeAt;
    return {
      limit: 'hour',
      reason: `The hourly cap of ${caps.maxPerHour} messages is used up.`,
      nextBatchAt: next,
    };
  }

  private async retries(mailing: Mailing, pending: number, nextRunAt: Date | null): Promise<Hold | null> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT COUNT(*) AS total FROM queue_item WHERE mailing_id = ? AND status = 'Pending' AND next_attempt_at > ? AND is_test = 0`,
      [mailing.id, this.clock.now()],
    );
    if (Number(row!.total) < pending) return null;
    return {
      limit: 'retry',
      reason: 'All that is left was refused for now and waits for its next attempt.',
      nextBatchAt: nextRunAt,
    };
  }

  private batch(mailing: Mailing, nextRunAt: Date | null): Hold | null {
    if (mailing.batchRemaining > 0) return null;
    return {
      limit: 'batch',
      reason: 'The batch of this run is sent; the next run of the job sends the next one.',
      nextBatchAt: nextRunAt,
    };
  }
}
