import { Injectable } from '@nestjs/common';
import { CampaignService } from '@facteur/campaigns';
import { Clock, Database, HOUR, MINUTE, readDate } from '@facteur/platform';
import { ChannelRegistry } from '../channel/channel-registry.js';
import { ITEM_STATUSES } from '../queue/queue-item.js';
import { QueueRepository } from '../queue/queue.repository.js';
import { type RunState, RunSchedule } from '../sending/dispatch-options.js';
import { campaignHold } from './campaign-hold.js';
import { Mailing } from './mailing.entity.js';

/** What can keep the next message back; docs/admins.md tells what to do about each. */
export const HOLD_LIMITS = [
  'paused',
  'job',
  'late',
  'account',
  'site',
  'channel',
  'campaign',
  'start date',
  'hour',
  'retry',
  'batch',
] as const;

export interface Hold {
  limit: (typeof HOLD_LIMITS)[number];
  reason: string;
  /** The run that will take it up; null where that is for a person to bring about. */
  nextBatchAt: Date | null;
}

/** A job that is due for so long without having begun has nobody to run it. */
const OVERDUE = 10 * MINUTE;

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
      statusReason: mailing.statusReason ?? mailing.holdReason,
      total: Object.values(counts).reduce((sum, count) => sum + count, 0),
      counts,
      leftOut: Object.fromEntries(leftOut.map((row) => [row.reason, Number(row.value)])),
      hold: await this.hold(mailing, counts['Pending'] ?? 0, counts['Sending'] ?? 0),
    };
  }

  /** When a scheduled mailing will really begin, in words; null when it is not scheduled. */
  async schedulingOf(mailing: Mailing): Promise<{ firstRunAt: Date | null; message: string } | null> {
    if (mailing.status !== 'Pending') return null;
    const hold = await this.hold(mailing, 0);
    if (hold?.limit !== 'start date')
      return { firstRunAt: null, message: hold?.reason ?? 'It begins with the next run.' };
    return { firstRunAt: hold.nextBatchAt, message: hold.reason };
  }

  private async hold(mailing: Mailing, pending: number, sending = 0): Promise<Hold | null> {
    const { status } = mailing;
    if (status === 'Paused')
      return { limit: 'paused', reason: 'A person paused it; resume it to go on.', nextBatchAt: null };
    if (status !== 'Pending' && (status !== 'In Process' || pending === 0)) return null;
    const job = await this.schedule.state();
    return (
      this.idleJob(job) ??
      this.stored(mailing, job) ??
      (await this.campaign(mailing)) ??
      (status === 'Pending' ? this.startDate(mailing, job) : await this.limits(mailing, pending, job)) ??
      (sending || job.running ? null : nextRun(job))
    );
  }

  /** Asked first: whatever else is said of a time of day, without the job nothing will happen at it. */
  private idleJob({ name, status, nextRunAt, lastRunAt, running }: RunState): Hold | null {
    const hold = (reason: string): Hold => ({ limit: 'job', reason, nextBatchAt: null });
    if (status === 'Missing') return hold(`Nothing here runs the job "${name}".`);
    if (status === 'Inactive')
      return hold(`The job "${name}" is Inactive, so nothing goes out; set it Active under scheduled jobs.`);
    if (running || !nextRunAt || this.clock.now().getTime() - nextRunAt.getTime() < OVERDUE) return null;
    return hold(
      `The job "${name}" was due at ${nextRunAt.toISOString()} and did not run (${lastRunAt ? `it ran last at ${lastRunAt.toISOString()}` : 'it has never run'}): is a server running, and its clock right?`,
    );
  }

  private stored({ holdCode, holdReason }: Mailing, { nextRunAt }: RunState): Hold | null {
    if (!holdCode || !holdReason) return null;
    const triedAgain = ['account', 'site', 'error'].includes(holdCode);
    return {
      limit: holdCode as Hold['limit'],
      reason: holdReason,
      nextBatchAt: triedAgain ? nextRunAt : null,
    };
  }

  private async campaign({ campaignId }: Mailing): Promise<Hold | null> {
    const campaign = campaignId === null ? null : await this.campaigns.store.byKey(campaignId);
    const reason = campaign && campaignHold(campaign);
    return reason ? { limit: 'campaign', reason, nextBatchAt: null } : null;
  }

  private startDate({ startAt }: Mailing, job: RunState): Hold {
    const now = this.clock.now();
    const later = startAt && startAt > now ? startAt : null;
    // The run that takes it is the first at or after its start date.
    const run = later ? job.firstRunFrom(later) : job.nextRunAt;
    const begins = run ? `It goes out with the run of ${minute(run)}` : 'It goes out with the next run';
    return {
      limit: 'start date',
      reason: later ? `${begins}, the first after its start date (${minute(later)}).` : `${begins}.`,
      nextBatchAt: run,
    };
  }

  private async limits(mailing: Mailing, pending: number, job: RunState): Promise<Hold | null> {
    const { nextRunAt } = job;
    return (
      (await this.hourlyCap(mailing, job)) ??
      (await this.retries(mailing, pending, nextRunAt)) ??
      this.batch(mailing, nextRunAt)
    );
  }

  private async hourlyCap(mailing: Mailing, job: RunState): Promise<Hold | null> {
    const caps = await this.channels.find(mailing.channel)?.caps();
    if (caps?.maxPerHour == null) return null;
    const now = this.clock.now();
    if ((await this.queue.spokenFor(mailing.channel, now)) < caps.maxPerHour) return null;
    const [oldest] = await this.database.query<{ at: unknown }>(
      'SELECT MIN(sent_at) AS at FROM queue_item WHERE channel = ? AND sent_at > ? AND is_test = 0',
      [mailing.channel, new Date(now.getTime() - HOUR)],
    );
    const since = readDate(oldest?.at);
    const freeAt = since ? new Date(since.getTime() + HOUR) : now;
    return {
      limit: 'hour',
      reason: `The hourly cap of ${caps.maxPerHour} messages is used up.`,
      nextBatchAt: job.firstRunFrom(freeAt > now ? freeAt : now),
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
      reason: `The next batch goes out with the next run of the job${nextRunAt ? `, at ${minute(nextRunAt)}` : ''}.`,
      nextBatchAt: nextRunAt,
    };
  }
}

/** Nothing holds it any more, and nobody is at it just now. */
const nextRun = ({ nextRunAt }: RunState): Hold => ({
  limit: 'batch',
  reason: `It goes on with the next run of the job${nextRunAt ? `, at ${minute(nextRunAt)}` : ''}.`,
  nextBatchAt: nextRunAt,
});

/** `2027-03-01 10:00 UTC` */
const minute = (date: Date) => `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
