import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { LinkedLists } from '@facteur/audience';
import { CAMPAIGN_TYPE, CampaignService } from '@facteur/campaigns';
import {
  actorNow,
  Clock,
  Conflict,
  Database,
  EntityStore,
  EventBus,
  insistOn,
  InvalidInput,
  NotFound,
  Usage,
  type UsedBy,
} from '@facteur/platform';
import { MailingStatusChanged } from '../model/mailing.events.js';
import { ChannelRegistry } from '../channel/channel-registry.js';
import { Mailing } from '../model/mailing.entity.js';
import { MailingLists } from '../model/mailing-lists.repository.js';
import { after, allowedFrom, type MailingAction } from '../model/mailing-states.js';
import { ItemArchive } from '../queue/item-archive.repository.js';
import { OpenItems } from '../queue/open-items.repository.js';
import { CampaignOfMailing } from './campaign-of-mailing.js';
import { type MailingName, MailingRepository } from './mailing.repository.js';

/** The channel-neutral members of a mailing, as a channel's API hands them in. Absent ones stay as they are. */
export interface MailingInput {
  name?: string;
  status?: 'Draft' | 'Pending';
  startAt?: Date | null;
  campaignId?: number | null;
  optOutEntirely?: boolean;
  targetListIds?: number[];
  excludingTargetListIds?: number[];
}

/** Words of a hold are of no more use once a person decided. */
const NO_HOLD = { holdCode: null, holdReason: null, heldSince: null };
/** What was agreed when it was scheduled. */
const NOT_CONFIRMED = { undoUntil: null, onTime: false, confirmedCount: null };

/** What a person does with mailings, whatever the channel. */
@Injectable()
export class MailingService implements OnModuleInit {
  readonly store: EntityStore<Mailing>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly mailings: MailingRepository,
    private readonly openItems: OpenItems,
    readonly links: MailingLists,
    private readonly campaigns: CampaignService,
    private readonly usage: Usage,
    private readonly channels: ChannelRegistry,
    private readonly ofCampaign: CampaignOfMailing,
    private readonly archive: ItemArchive,
    private readonly events: EventBus,
  ) {
    this.store = new EntityStore(database, clock, Mailing, 'mailing');
  }

  onModuleInit(): void {
    this.usage.register('target list', async ({ id }) => this.named(await this.mailings.withList(id)));
    this.usage.register('campaign', async ({ id }) => this.named(await this.mailings.ofCampaign(id)));
    this.usage.register(CAMPAIGN_TYPE, async ({ id }) => this.named(await this.mailings.scheduledOf(id)));
  }

  /** One of a channel's own. @param noun what its API calls one @throws NotFound for those of other channels as well */
  async ofChannel(channel: string, noun: string, id: string): Promise<Mailing> {
    const mailing = await this.store.find(id);
    if (mailing?.channel !== channel) throw new NotFound(noun, id);
    return mailing;
  }

  /** As people know them: by what their channel calls one. */
  private named(mailings: MailingName[]): UsedBy[] {
    return mailings.map(({ channel, id, name }) => ({
      type: this.channels.find(channel)?.label ?? channel,
      id,
      name,
    }));
  }

  /** A mailing begins with the lists of its campaign where none are given. Call inside a transaction. */
  async create(channel: string, input: MailingInput & { name: string }): Promise<Mailing> {
    const { targetListIds, excludingTargetListIds, optOutEntirely, status = 'Draft', ...values } = input;
    if (status !== 'Draft') insistOn('mass-email:send');
    await this.ofCampaign.requireType(channel, values.campaignId);
    if (status !== 'Draft') await this.ofCampaign.insistOnKind(values.campaignId);
    const now = this.clock.now();
    const mailing = await this.store.create({
      ...values,
      channel,
      status,
      owner: actorNow()?.name ?? null,
      startAt: values.startAt ?? (status === 'Pending' ? now : null),
      pendingSince: status === 'Pending' ? now : null,
      optOutEntirely: optOutEntirely ?? false,
    });
    const ofCampaign: Partial<LinkedLists> = mailing.campaignId
      ? await this.campaigns.listsOf(mailing.campaignId)
      : {};
    await this.links.set(mailing.id, {
      targetListIds: targetListIds ?? ofCampaign.targetListIds,
      excludingTargetListIds: excludingTargetListIds ?? ofCampaign.excludingTargetListIds,
    });
    if (status === 'Pending') await this.requireLists(mailing.id);
    if (status === 'Pending') await this.ofCampaign.activate(mailing.campaignId);
    return mailing;
  }

  /** @throws Conflict when it is past the states in which it can be changed. */
  async update(mailing: Mailing, input: MailingInput): Promise<void> {
    const { targetListIds, excludingTargetListIds, optOutEntirely, status, ...values } = input;
    // Whoever only writes neither lets one go nor changes one that is on its way.
    if (mailing.status !== 'Draft' || (status ?? 'Draft') !== 'Draft') insistOn('mass-email:send');
    const changes: Partial<Mailing> = {
      ...values,
      ...(optOutEntirely === undefined ? {} : { optOutEntirely }),
    };
    if (status !== undefined && status !== mailing.status) {
      const action: MailingAction = status === 'Pending' ? 'schedule' : 'unschedule';
      changes.status = this.require(mailing, action);
      if (action === 'schedule') {
        changes.pendingSince = this.clock.now();
        changes.owner = actorNow()?.name ?? mailing.owner;
        changes.startAt = values.startAt ?? mailing.startAt ?? this.clock.now();
      }
    }
    if (mailing.status !== 'Draft' && mailing.status !== 'Pending') {
      const fields = Object.entries(input).filter(
        ([field, value]) => value !== undefined && field !== 'name' && field !== 'status',
      );
      if (fields.length) {
        throw new Conflict(
          `"${mailing.name}" is ${mailing.status}: ${fields.map(([field]) => field).join(', ')} cannot be changed any more. Copy it to make a new one.`,
        );
      }
    }
    await this.ofCampaign.requireType(
      mailing.channel,
      values.campaignId === undefined ? mailing.campaignId : values.campaignId,
    );
    if ((changes.status ?? mailing.status) !== 'Draft')
      await this.ofCampaign.insistOnKind(
        values.campaignId === undefined ? mailing.campaignId : values.campaignId,
      );
    if (values.campaignId !== undefined && mailing.status !== 'Draft')
      await this.ofCampaign.requireKind(mailing, values);
    if (values.startAt !== undefined && mailing.status === 'Pending') changes.pendingSince = this.clock.now();
    if (values.startAt === null && (changes.status ?? mailing.status) === 'Pending') {
      throw InvalidInput.of('startAt', 'is needed while the status is Pending');
    }
    await this.store.update(mailing.id, changes);
    await this.links.set(mailing.id, { targetListIds, excludingTargetListIds });
    if ((changes.status ?? mailing.status) === 'Pending') await this.requireLists(mailing.id);
    if (changes.status === 'Pending')
      await this.ofCampaign.activate(
        values.campaignId === undefined ? mailing.campaignId : values.campaignId,
      );
    if (changes.status === 'Draft') await this.store.update(mailing.id, { ...NO_HOLD, ...NOT_CONFIRMED });
  }

  countWaiting(): Promise<number> {
    return this.mailings.countWaiting();
  }

  /** Those that something in particular holds, the longest first. */
  heldBy(code: string): Promise<Mailing[]> {
    return this.mailings.heldBy(code);
  }

  async outline(): Promise<object> {
    return { mailings: await this.mailings.outline() };
  }

  /** Pauses one that does harm, with the reason. @returns whether it was still going out */
  async brake(mailing: Mailing, reason: string): Promise<boolean> {
    const hold = { holdCode: 'brake', holdReason: reason.slice(0, 1_000), heldSince: this.clock.now() };
    try {
      await this.moveTo(mailing, 'Paused', hold);
      return true;
    } catch (error) {
      if (error instanceof Conflict) return false;
      throw error;
    }
  }

  async pause(id: string): Promise<void> {
    await this.change(id, 'pause', NO_HOLD);
  }

  /** Paused -> In Process; also releases a Pending mailing that was held for being late. */
  async resume(id: string): Promise<void> {
    const mailing = await this.store.get(id);
    if (mailing.status === 'Pending' && ['late', 'count', 'restored'].includes(mailing.holdCode ?? '')) {
      // Whoever lets it go has seen how many there are now.
      await this.store.update(mailing.id, {
        ...NO_HOLD,
        pendingSince: this.clock.now(),
        confirmedCount: null,
      });
      return;
    }
    if (mailing.status === 'In Process' && mailing.holdCode) {
      await this.store.update(mailing.id, NO_HOLD);
      return;
    }
    await this.change(id, 'resume', mailing.holdCode === 'brake' ? { ...NO_HOLD, brakeReleased: true } : {});
  }

  /** What held these mailings was mended; the next run tries again. */
  async forgetHold(mailingIds: number[], code: string): Promise<void> {
    await this.mailings.forgetHold(mailingIds, code);
  }

  /** Nothing more goes out; what is being handed over at this moment is still written down. */
  async cancel(id: string): Promise<void> {
    await this.database.transaction(async () => {
      const mailing = await this.change(id, 'cancel', NO_HOLD);
      await this.openItems.skipOpen(mailing.id, 'cancelled');
      await this.store.update(mailing.id, { completedAt: this.clock.now() });
    });
  }

  /**
   * Puts failed items back into the queue; Unconfirmed ones only when a person says so, since they may have
   * arrived. @returns how many.
   */
  async retryFailed(id: string, includeUnconfirmed: boolean): Promise<number> {
    return this.database.transaction(async () => {
      const mailing = await this.store.get(id);
      const status = this.require(mailing, 'retry-failed');
      if (mailing.queuedAt === null) {
        await this.moveTo(mailing, 'Pending', {
          pendingSince: this.clock.now(),
          statusReason: null,
          completedAt: null,
        });
        return 0;
      }
      await this.archive.restoreFailed(mailing.id);
      const retried = await this.openItems.retryFailed(mailing.id, includeUnconfirmed, this.clock.now());
      if (retried === 0) throw new Conflict(`"${mailing.name}" has no failed recipients to retry.`);
      const paused = mailing.status === 'Paused';
      if (!paused) await this.moveTo(mailing, status, { statusReason: null, completedAt: null });
      return retried;
    });
  }

  /** Archives it, so that its links keep working. @throws Conflict while it is being sent. */
  async remove(id: string): Promise<void> {
    const mailing = await this.store.get(id);
    if (mailing.status === 'In Process')
      throw new Conflict(`"${mailing.name}" is being sent; cancel or pause it first.`);
    if (mailing.status === 'Pending' || mailing.status === 'Paused') insistOn('mass-email:send');
    await this.store.update(mailing.id, {
      archivedAt: this.clock.now(),
      ...(mailing.status === 'Pending' || mailing.status === 'Paused'
        ? { status: 'Cancelled' as const, completedAt: this.clock.now() }
        : {}),
    });
    // A draft that is gone is over for whoever was asked about it, too.
    await this.events.publish(new MailingStatusChanged(id, mailing.channel, 'Cancelled'));
  }

  private async change(id: string, action: MailingAction, more: Partial<Mailing> = {}): Promise<Mailing> {
    const mailing = await this.store.get(id);
    await this.moveTo(mailing, this.require(mailing, action), more);
    return mailing;
  }

  /** Only from the state that was looked at: two people pressing two buttons at once cannot both win. */
  private async moveTo(mailing: Mailing, status: Mailing['status'], more: Partial<Mailing>): Promise<void> {
    const values = { ...more, status, modifiedAt: this.clock.now() };
    if (!(await this.mailings.move(mailing, values)))
      throw new Conflict(`"${mailing.name}" has just changed; look at it again.`);
    await this.events.publish(new MailingStatusChanged(mailing.publicId, mailing.channel, status));
  }

  private require(mailing: Mailing, action: MailingAction): Mailing['status'] {
    const next = after(mailing.status, action);
    if (next) return next;
    const again =
      action === 'schedule' && mailing.status === 'Complete' ? ' Copy it to send it once more.' : '';
    throw new Conflict(
      `"${mailing.name}" is ${mailing.status}; ${action} is possible only from ${allowedFrom(action).join(', ')}.${again}`,
    );
  }

  private async requireLists(mailingId: number): Promise<void> {
    if ((await this.links.of(mailingId)).targetListIds.length === 0) {
      throw InvalidInput.of(
        'targetListIds',
        'needs at least one target list before the mailing can be Pending',
      );
    }
  }
}
