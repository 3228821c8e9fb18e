import { Injectable } from '@nestjs/common';
import { Clock, HOUR, MINUTE } from '@facteur/platform';
import { ChannelRegistry } from '../channel/channel-registry.js';
import { MailingContexts } from '../model/mailing-context.js';
import type { Mailing } from '../model/mailing.entity.js';
import { type RunState, RunSchedule } from '../model/run-schedule.js';
import { QueueRepository } from '../queue/queue.repository.js';
import { type Outlook, PaceOutlook } from './pace-outlook.js';
import { ProgressRepository } from './progress.repository.js';
import type { HoldView, ProgressView, SchedulingView } from './progress.view.js';

/** What keeps the next message back, and the run that will take it up. */
interface Hold extends Omit<HoldView, 'nextBatchAt'> {
  nextBatchAt: Date | null;
}

const NO_OUTLOOK: Outlook = { view: null, hold: undefined };

/** A job that is due for so long without having begun has nobody to run it. */
const OVERDUE = 10 * MINUTE;

/** How far a mailing is, and what it waits for. */
@Injectable()
export class ProgressService {
  constructor(
    private readonly progress: ProgressRepository,
    private readonly clock: Clock,
    private readonly channels: ChannelRegistry,
    private readonly queue: QueueRepository,
    private readonly contexts: MailingContexts,
    private readonly schedule: RunSchedule,
    private readonly outlook: PaceOutlook,
  ) {}

  async of(mailing: Mailing): Promise<ProgressView> {
    const counts = await this.progress.countsByStatus(mailing.id);
    const goesOut = mailing.status === 'In Process' && counts.Pending > 0;
    const outlook = goesOut ? await this.outlook.of(mailing) : NO_OUTLOOK;
    const hold = await this.hold(mailing, counts.Pending, counts.Sending, outlook);
    return {
      status: mailing.status,
      statusReason: mailing.statusReason ?? mailing.holdReason,
      total: Object.values(counts).reduce((sum, count) => sum + count, 0),
      counts,
      leftOut: await this.progress.leftOut(mailing.id),
      pace: outlook.view,
      hold: hold && { ...hold, nextBatchAt: hold.nextBatchAt?.toISOString() ?? null },
    };
  }

  /** When a scheduled mailing will really begin, in words; null when it is not scheduled. */
  async schedulingOf(mailing: Mailing): Promise<SchedulingView | null> {
    if (mailing.status !== 'Pending') return null;
    const hold = await this.hold(mailing, 0);
    if (hold?.limit !== 'start date')
      return { firstRunAt: null, message: hold?.reason ?? 'It begins with the next run.' };
    return { firstRunAt: hold.nextBatchAt?.toISOString() ?? null, message: hold.reason };
  }

  private async hold(
    mailing: Mailing,
    pending: number,
    sending = 0,
    outlook = NO_OUTLOOK,
  ): Promise<Hold | null> {
    const { status } = mailing;
    if (status === 'Paused' && mailing.holdCode === 'brake')
      return { limit: 'brake', reason: mailing.holdReason ?? '', nextBatchAt: null };
    if (status === 'Paused')
      return { limit: 'paused', reason: 'A person paused it; resume it to go on.', nextBatchAt: null };
    if (status !== 'Pending' && (status !== 'In Process' || pending === 0)) return null;
    const job = await this.schedule.state();
    return (
      this.idleJob(job) ??
      this.stored(mailing, job) ??
      (await this.campaign(mailing)) ??
      (status === 'Pending' ? this.startDate(mailing, job) : await this.limits(mailing, job, outlook)) ??
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
      limit: holdCode as HoldView['limit'],
      reason: holdReason,
      nextBatchAt: triedAgain ? nextRunAt : null,
    };
  }

  private async campaign(mailing: Mailing): Promise<Hold | null> {
    const { heldBy: reason } = await this.contexts.of(mailing);
    return reason ? { limit: 'campaign', reason, nextBatchAt: null } : null;
  }

  private startDate({ startAt, onTime }: Mailing, job: RunState): Hold {
    const now = this.clock.now();
    const later = startAt && startAt > now ? startAt : null;
    if (onTime && later)
      return { limit: 'start date', reason: `It goes out at ${minute(later)}.`, nextBatchAt: later };
    // The run that takes it is the first at or after its start date.
    const run = later ? job.firstRunFrom(later) : job.nextRunAt;
    const begins = run ? `It goes out with the run of ${minute(run)}` : 'It goes out with the next run';
    return {
      limit: 'start date',
      reason: later ? `${begins}, the first after its start date (${minute(later)}).` : `${begins}.`,
      nextBatchAt: run,
    };
  }

  private async limits(mailing: Mailing, job: RunState, { hold }: Outlook): Promise<Hold | null> {
    const { nextRunAt } = job;
    return (
      (await this.hourlyCap(mailing, job)) ??
      (hold ? { limit: 'pace', reason: hold.reason, nextBatchAt: hold.nextAt } : null) ??
      (await this.retries(mailing, nextRunAt)) ??
      this.batch(mailing, nextRunAt)
    );
  }

  private async hourlyCap(mailing: Mailing, job: RunState): Promise<Hold | null> {
    const caps = await this.channels.find(mailing.channel)?.caps();
    if (caps?.maxPerHour == null) return null;
    const now = this.clock.now();
    if ((await this.queue.countedThisHour(mailing.channel, now)) < caps.maxPerHour) return null;
    const since = await this.progress.firstSentSince(mailing.channel, new Date(now.getTime() - HOUR));
    const freeAt = since ? new Date(since.getTime() + HOUR) : now;
    return {
      limit: 'hour',
      reason: `The hourly cap of ${caps.maxPerHour} messages is used up.`,
      nextBatchAt: job.firstRunFrom(freeAt > now ? freeAt : now),
    };
  }

  private async retries(mailing: Mailing, nextRunAt: Date | null): Promise<Hold | null> {
    const next = await this.progress.nextAttempt(mailing.id);
    if (!next || next <= this.clock.now()) return null;
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
