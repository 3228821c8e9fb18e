import { Injectable } from '@nestjs/common';
import {
  AddressRegistry,
  MemberRepository,
  type Origin,
  PublicLists,
  type Target,
  TargetListService,
  type Wish,
} from '@facteur/audience';
import { CampaignLog } from '@facteur/campaigns';
import { Clock, Database } from '@facteur/platform';
import { type SentItem, SentItems } from '../queue/sent-items.repository.js';
import { AddressMates } from './address-mates.repository.js';

export interface OptOutManner {
  /** The address itself as well, not only the mailing's lists. */
  entirely: boolean;
  /** Kept with the address, e.g. "opted out by link". */
  event: string;
  origin: Origin;
}

type AddressOfItem = Pick<SentItem, 'channel' | 'address' | 'addressKey'>;

/** Opts the person out whom a message went to, by whichever way they asked for it, and in again. */
@Injectable()
export class ItemOptOut {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly items: SentItems,
    private readonly lists: TargetListService,
    private readonly members: MemberRepository,
    private readonly mates: AddressMates,
    private readonly registry: AddressRegistry,
    private readonly log: CampaignLog,
    private readonly publicLists: PublicLists,
  ) {}

  /** @returns whether anything changed; doing it twice changes nothing and logs nothing. */
  async change(item: SentItem, optOut: boolean, manner: OptOutManner): Promise<boolean> {
    return this.database.transaction(async () => {
      const inLists = item.targetType !== null && (await this.changeLists(item, optOut, manner.origin));
      const marked = manner.entirely && (await this.mark(item, optOut, manner));
      if (!inLists && !marked) return false;
      await this.record(item, optOut);
      return true;
    });
  }

  /**
   * Whether, by their own wish, such a message would reach them again: what the last look would say of it. A break ends by
   * itself, so that whoever takes one is subscribed.
   */
  async isSubscribed(item: SentItem): Promise<boolean> {
    const wish = await this.items.ownWishAgainst(item);
    return wish === null || wish === 'paused';
  }

  /** Keeps in the log that such a message reaches the person no more, or again, where it did not before. */
  async recordChange(item: SentItem, wasSubscribed: boolean): Promise<void> {
    const isSubscribed = await this.isSubscribed(item);
    if (isSubscribed !== wasSubscribed) await this.record(item, !isSubscribed);
  }

  private async changeLists(item: SentItem, optOut: boolean, origin: Origin): Promise<boolean> {
    const target = targetOf(item);
    const listIds = await this.items.targetListsOf(item.mailingId);
    if (!optOut) return this.optInto(listIds, item, origin);
    const memberships = await this.members.membershipsOf(listIds, target);
    if (memberships.length === 0) await this.members.rememberOptOut(listIds, target);
    const changed = await this.lists.optOut(listIds, target, true, { origin, owner: ownerOf(item) });
    return changed.length > 0 || (memberships.length === 0 && listIds.length > 0);
  }

  /** Of the lists, those that somebody with this address left; it holds for the address. */
  async listsLeft(item: SentItem, listIds: number[]): Promise<Set<number>> {
    return new Set((await this.mates.optedOutWith(item, listIds)).map(({ listId }) => listId));
  }

  /** Whoever else has the address leaves their lists as well, but these: its owner wants nothing else. */
  async leaveOthersOfMates(item: AddressOfItem, but: number[], origin: Origin): Promise<void> {
    for (const mate of await this.mates.all(item)) {
      const others = await this.publicLists.othersOf(mate, but);
      await this.lists.optOut(others, mate, true, { origin, owner: ownerOf(item) });
    }
  }

  /** What whoever opted out with this address wished, holds for the address; so its owner takes all of it back. */
  async optInto(listIds: number[], item: SentItem, origin: Origin): Promise<boolean> {
    const wish: Wish = { origin, owner: ownerOf(item) };
    let changed = 0;
    for (const target of [targetOf(item), ...(await this.mates.optedOutWith(item, listIds))])
      changed += (await this.lists.optOut(listIds, target, false, wish)).length;
    return changed > 0;
  }

  private mark(item: SentItem, optedOut: boolean, { event, origin }: OptOutManner): Promise<boolean> {
    const { channel, address } = ownerOf(item);
    return this.registry.mark(channel, address, { optedOut }, event, { origin, owner: true });
  }

  private async record(item: SentItem, optOut: boolean): Promise<void> {
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
      isTest: item.isTest,
    });
  }
}

/** Whoever has the message has its address. */
const ownerOf = ({ channel, address, addressKey }: AddressOfItem): NonNullable<Wish['owner']> => ({
  channel,
  address: { address, key: addressKey },
});

const targetOf = (item: SentItem): Target => ({ targetType: item.targetType!, targetId: item.targetId! });
