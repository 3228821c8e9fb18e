import { Injectable } from '@nestjs/common';
import {
  AddressRegistry,
  MemberRepository,
  RecordSourceRegistry,
  TargetListService,
  targetKey,
} from '@facteur/audience';
import { CampaignLog, INFORMATIONAL, LinkSigner } from '@facteur/campaigns';
import { Clock, Database } from '@facteur/platform';
import { TrackedItemRepository, type TrackedItem } from '../hits/item.repository.js';

export type Subscription =
  | { kind: 'item'; item: TrackedItem; address: string; subscribed: boolean }
  | { kind: 'address'; channel: string; address: string; addressKey: string; subscribed: boolean }
  | { kind: 'test' };

/** Opting out by link, and in again. */
@Injectable()
export class OptOutService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly signer: LinkSigner,
    private readonly items: TrackedItemRepository,
    private readonly lists: TargetListService,
    private readonly members: MemberRepository,
    private readonly registry: AddressRegistry,
    private readonly sources: RecordSourceRegistry,
    private readonly log: CampaignLog,
  ) {}

  /** Undefined for a token that does not verify, informational mail, and people who were deleted. */
  async find(token: string): Promise<Subscription | undefined> {
    const link = this.signer.readOptOut(token);
    if (!link) return this.findAddress(token);
    const item = await this.items.find(link.itemId);
    if (!item || item.campaignType === INFORMATIONAL) return undefined;
    if (item.isTest) return { kind: 'test' };
    const records = await this.sources.load([item]);
    if (!records.has(targetKey(item.targetType, item.targetId))) return undefined;
    return { kind: 'item', item, address: item.address, subscribed: await this.isSubscribed(item) };
  }

  /** @returns the state afterwards. Doing it twice changes nothing and logs nothing. */
  async change(subscription: Subscription, optOut: boolean): Promise<Subscription> {
    if (subscription.kind === 'test') return subscription;
    if (subscription.kind === 'address') {
      const { channel, address, addressKey } = subscription;
      await this.registry.mark(
        channel,
        { address, key: addressKey },
        { optedOut: optOut },
        optOut ? 'opted out by link' : 'opted in by link',
      );
      return { ...subscription, subscribed: !optOut };
    }
    const { item } = subscription;
    await this.database.transaction(async () => {
      const changed = optOut ? await this.optOut(item) : await this.optIn(item);
      if (changed) await this.record(item, optOut);
    });
    return { ...subscription, subscribed: await this.isSubscribed(item) };
  }

  private async optOut(item: TrackedItem): Promise<boolean> {
    const target = targetOf(item);
    const listIds = await this.items.targetListsOf(item.mailingId);
    const memberships = await this.members.membershipsOf(listIds, target);
    if (memberships.length === 0) await this.members.rememberOptOut(listIds, target);
    const changed = await this.lists.optOut(listIds, target, true);
    const marked = item.optOutEntirely && (await this.mark(item, true));
    return changed.length > 0 || marked || (memberships.length === 0 && listIds.length > 0);
  }

  private async optIn(item: TrackedItem): Promise<boolean> {
    const listIds = await this.items.targetListsOf(item.mailingId);
    const changed = await this.lists.optOut(listIds, targetOf(item), false);
    const marked = item.optOutEntirely && (await this.mark(item, false));
    return changed.length > 0 || marked;
  }

  private mark(item: TrackedItem, optedOut: boolean): Promise<boolean> {
    return this.registry.mark(
      item.channel,
      { address: item.address, key: item.addressKey },
      { optedOut },
      optedOut ? 'opted out by link' : 'opted in by link',
    );
  }

  private async record(item: TrackedItem, optOut: boolean): Promise<void> {
    if (item.campaignId === null) return;
    await this.log.record({
      campaignId: item.campaignId,
      mailingId: item.mailingId,
      queueItemId: item.id,
      action: optOut ? 'Opted Out' : 'Opted In',
      actionDate: this.clock.now(),
      targetType: item.targetType,
      targetId: item.targetId,
      address: item.address,
      isTest: false,
    });
  }

  /** Asked of the lists they are in: a list that never held them says nothing. */
  private async isSubscribed(item: TrackedItem): Promise<boolean> {
    if ((await this.registry.statusOf(item.channel, item.addressKey)).optedOut) return false;
    const memberships = await this.members.membershipsOf(
      await this.items.targetListsOf(item.mailingId),
      targetOf(item),
    );
    return memberships.length === 0 || memberships.some((membership) => !membership.optedOut);
  }

  private async findAddress(token: string): Promise<Subscription | undefined> {
    const link = this.signer.readAddressOptOut(token);
    if (!link) return undefined;
    const { optedOut } = await this.registry.statusOf(link.channel, link.addressKey);
    return { kind: 'address', ...link, address: link.addressKey, subscribed: !optedOut };
  }
}

const targetOf = (item: TrackedItem) => ({ targetType: item.targetType!, targetId: item.targetId! });
