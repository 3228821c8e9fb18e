import { ApprovalNeeded } from '../approval/approval.js';
import { Approvals } from '../approval/approvals.js';
import { Injectable, Logger } from '@nestjs/common';
import { Clock, doing, HOUR, isConnectionError, isRetryable, MINUTE } from '@facteur/platform';
import { MailingUnsendable } from '../channel/channel.js';
import { ChannelRegistry } from '../channel/channel-registry.js';
import { MailingRepository } from '../mailing/mailing.repository.js';
import { MailingContexts } from '../model/mailing-context.js';
import type { Mailing } from '../model/mailing.entity.js';
import { Pace } from '../pace/pace.js';
import { CountMoved, QueueBuilder } from '../recipients/queue-builder.js';
import { MailingSender } from './mailing-sender.js';
import { SendingProcess } from './sending-process.js';
import { addTally, emptyTally, type Tally } from './settlement.js';

/** "No limit" as a grant: more than any queue holds. */
const UNLIMITED = 2_000_000_000;

/** What became due longer ago than that waits for the next run, like everything else that was held up. */
const LATELY = 10 * MINUTE;

/** A mailing that a run did not send, or not to its end: what limit held it, and the words for a person. */
export interface Held {
  id: string;
  name: string;
  limit: string;
  reason: string;
}

export interface RunSummary extends Tally {
  queuesBuilt: number;
  queued: number;
  /** Mailings that did not go on, each with its reason. */
  held: Held[];
}

/** Where no batch size says how much an hour may see, an account that was away is tried again so soon. */
const ACCOUNT_AGAIN = 5 * MINUTE;

const heldBy = (mailing: Mailing, limit: string, reason: string): Held => ({
  id: mailing.publicId,
  name: mailing.name,
  limit,
  reason,
});

const emptySummary = (): RunSummary => ({ queuesBuilt: 0, queued: 0, ...emptyTally(), held: [] });

/** One run of *Send Mass Emails*: builds the queues that are due, grants each mailing its batch, and sends. */
@Injectable()
export class SendRun {
  private readonly logger = new Logger(SendRun.name);
  /** When an account that was away was tried last, by mailing that waits for it. */
  private readonly triedAt = new Map<number, number>();

  constructor(
    private readonly mailings: MailingRepository,
    private readonly approvals: Approvals,
    private readonly builder: QueueBuilder,
    private readonly sender: MailingSender,
    private readonly process: SendingProcess,
    private readonly channels: ChannelRegistry,
    private readonly clock: Clock,
    private readonly contexts: MailingContexts,
    private readonly pace: Pace,
  ) {}

  /** @param only those mailings, which are due: others are left to the next run of the job */
  async run(only?: Mailing[]): Promise<RunSummary> {
    const summary = emptySummary();
    await this.process.reapOthers();
    for (const mailing of only ?? (await this.mailings.due()))
      await doing('build queue', { mailing: mailing.publicId }, () => this.buildDue(mailing, summary));
    const ids = only && new Set(only.map(({ id }) => id));
    const open = (await this.mailings.inProcess()).filter(({ id }) => !ids || ids.has(id));
    for (const mailing of open) {
      const maxPerBatch = (await this.channels.find(mailing.channel)?.caps())?.maxPerBatch;
      await this.mailings.grant(mailing.id, maxPerBatch ?? UNLIMITED);
    }
    await this.sendOpen(open, summary);
    return summary;
  }

  /** A run for those alone that became due just now and are to begin at their very minute. */
  async begin(): Promise<RunSummary & { begun: number }> {
    const due = await this.mailings.dueOnTime(new Date(this.clock.now().getTime() - LATELY));
    return { begun: due.length, ...(due.length ? await this.run(due) : emptySummary()) };
  }

  /**
   * Goes on with what rules of pace held back: of batches that runs have granted, as much as may go by now. And, where there
   * is no batch size, with those whose account was away: most come back within minutes.
   */
  async goOn(): Promise<RunSummary> {
    const summary = emptySummary();
    const all = await this.mailings.inProcess();
    await this.tryAccountsAgain(all, summary);
    const open = all.filter((mailing) => mailing.batchRemaining > 0);
    const paced = new Set<string>();
    for (const channel of new Set(open.map((mailing) => mailing.channel)))
      if ((await this.pace.rulesOf(channel)).length) paced.add(channel);
    if (paced.size) await this.pace.forget();
    await this.sendOpen(
      open.filter((mailing) => paced.has(mailing.channel)),
      summary,
    );
    return summary;
  }

  private async tryAccountsAgain(all: Mailing[], summary: RunSummary): Promise<void> {
    const now = this.clock.now().getTime();
    for (const mailing of all.filter(({ holdCode }) => holdCode === 'account')) {
      const last = this.triedAt.get(mailing.id) ?? mailing.heldSince?.getTime() ?? 0;
      if (now - last < ACCOUNT_AGAIN) continue;
      if ((await this.channels.find(mailing.channel)?.caps())?.maxPerBatch != null) continue;
      this.triedAt.set(mailing.id, now);
      await this.mailings.grant(mailing.id, UNLIMITED);
      await this.sendOpen([mailing], summary);
    }
    for (const id of this.triedAt.keys())
      if (!all.some((mailing) => mailing.id === id && mailing.holdCode === 'account'))
        this.triedAt.delete(id);
  }

  /** What a worker does between runs: sends whatever runs have granted and nobody has sent yet. */
  async work(): Promise<RunSummary> {
    const summary = emptySummary();
    await this.process.reapOthers();
    await this.sendOpen(
      (await this.mailings.inProcess()).filter((mailing) => mailing.batchRemaining > 0),
      summary,
    );
    return summary;
  }

  private async sendOpen(open: Mailing[], summary: RunSummary): Promise<void> {
    for (const mailing of open)
      await doing('send mailing', { mailing: mailing.publicId }, () => this.sendOne(mailing, summary));
  }

  private async sendOne(mailing: Mailing, summary: RunSummary): Promise<void> {
    try {
      const { heldBy: byCampaign } = await this.contexts.of(mailing);
      if (byCampaign) {
        summary.held.push(heldBy(mailing, 'campaign', byCampaign));
        return;
      }
      const { tally, held } = await this.sender.send(mailing);
      addTally(summary, tally);
      if (held) summary.held.push(heldBy(mailing, held.code, held.reason));
    } catch (error) {
      // One mailing's trouble must not keep the others from going out.
      this.logger.error(`"${mailing.name}" stopped: ${(error as Error).stack}`);
      await this.holdByError(mailing, error as Error, summary);
    }
  }

  /** Nobody may be left to guess why nothing goes out. */
  private async holdByError(mailing: Mailing, error: Error, summary: RunSummary): Promise<void> {
    const reason = `Something went wrong here, and is tried again with the next run: ${error.message}`;
    summary.held.push(heldBy(mailing, 'error', reason));
    // A database that was away for a moment is nothing of the mailing's: its grant stays, and others go on with it.
    if (isConnectionError(error) || isRetryable(error)) return;
    // Where the database is what went wrong, the history of runs will tell.
    await this.mailings
      .hold(mailing.id, 'error', reason)
      .catch((failure: Error) => this.logger.warn(`The reason could not be kept: ${failure.message}`));
  }

  private async buildDue(mailing: Mailing, summary: RunSummary): Promise<void> {
    const channel = this.channels.find(mailing.channel);
    if (!channel) {
      const reason = `The channel ${mailing.channel} is not installed.`;
      await this.mailings.hold(mailing.id, 'channel', reason);
      summary.held.push(heldBy(mailing, 'channel', reason));
      return;
    }
    if (mailing.holdCode === 'restored') {
      summary.held.push(heldBy(mailing, 'restored', mailing.holdReason ?? ''));
      return;
    }
    const { heldBy: byCampaign } = await this.contexts.of(mailing);
    if (byCampaign) {
      // Its queue is built when it may go: until then people still join and leave.
      summary.held.push(heldBy(mailing, 'campaign', byCampaign));
      return;
    }
    const { lateAfterHours } = await channel.caps();
    const due = Math.max(mailing.startAt!.getTime(), mailing.pendingSince?.getTime() ?? 0);
    if (lateAfterHours !== null && this.clock.now().getTime() - due > lateAfterHours * HOUR) {
      const reason = `It should have begun more than ${lateAfterHours} hours ago. Resume it to send it now, or cancel it.`;
      await this.mailings.hold(mailing.id, 'late', reason);
      summary.held.push(heldBy(mailing, 'late', reason));
      return;
    }
    try {
      const built = await this.builder.build(mailing, (recipients) =>
        this.approvals.require(mailing, recipients),
      );
      if (!built) return;
      summary.queuesBuilt += 1;
      summary.queued += built.queued;
      this.logger.log(`Queued ${built.queued} recipients of "${mailing.name}"`);
    } catch (error) {
      if (error instanceof CountMoved || error instanceof ApprovalNeeded) {
        const code = error instanceof CountMoved ? 'count' : 'approval';
        await this.mailings.hold(mailing.id, code, error.message);
        summary.held.push(heldBy(mailing, code, error.message));
        return;
      }
      if (!(error instanceof MailingUnsendable)) {
        this.logger.error(`The queue of "${mailing.name}" could not be built: ${(error as Error).stack}`);
        return this.holdByError(mailing, error as Error, summary);
      }
      await this.mailings.fail(mailing.id, error.message);
      summary.held.push(heldBy(mailing, 'content', error.message));
    }
  }
}
