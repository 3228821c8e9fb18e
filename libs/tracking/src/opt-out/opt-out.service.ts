import { Injectable } from '@nestjs/common';
import {
  AddressRegistry,
  type Origin,
  PublicLists,
  RecordSourceRegistry,
  targetKey,
} from '@facteur/audience';
import { LinkSigner, OPT_OUT_REASONS, OptOutReasons } from '@facteur/campaigns';
import { ItemOptOut, type SentItem, SentItems } from '@facteur/dispatch';
import { PageSettings } from '@facteur/pages';
import { Installation } from '@facteur/platform';

export type Subscription =
  | { kind: 'item'; item: SentItem; address: string; subscribed: boolean }
  | { kind: 'address'; channel: string; address: string; addressKey: string; subscribed: boolean }
  | { kind: 'test'; item: SentItem };

/** Opting out by link, and in again. */
@Injectable()
export class OptOutService {
  constructor(
    private readonly signer: LinkSigner,
    private readonly items: SentItems,
    private readonly optOut: ItemOptOut,
    private readonly registry: AddressRegistry,
    private readonly sources: RecordSourceRegistry,
    private readonly publicLists: PublicLists,
    private readonly reasons: OptOutReasons,
    private readonly settings: PageSettings,
    private readonly installation: Installation,
  ) {}

  /** Undefined for a token that does not verify, informational mail, and people who were deleted. */
  async find(token: string): Promise<Subscription | undefined> {
    const link = this.signer.readOptOut(token);
    if (!link) return this.findAddress(token);
    const item = await this.items.find(link.itemId);
    if (!item || item.informational) return undefined;
    if (item.isTest) return { kind: 'test', item };
    const records = await this.sources.load([item]);
    if (!records.has(targetKey(item.targetType, item.targetId))) return undefined;
    return { kind: 'item', item, address: item.address, subscribed: await this.optOut.isSubscribed(item) };
  }

  /** @returns the state afterwards. Doing it twice changes nothing and logs nothing. */
  async change(subscription: Subscription, optOut: boolean, by: 'link' | 'one-click'): Promise<Subscription> {
    const origin: Origin = { method: by };
    const event = optOut ? 'opted out by link' : 'opted in by link';
    if (subscription.kind === 'test') return subscription;
    if (subscription.kind === 'address') {
      const { channel, address, addressKey } = subscription;
      const own = { address, key: addressKey };
      await this.registry.mark(channel, own, { optedOut: optOut }, event, { origin, owner: true });
      return { ...subscription, subscribed: !optOut };
    }
    const { item } = subscription;
    if (!optOut) await this.reasons.forget({ sql: '?', values: [item.id] });
    await this.optOut.change(item, optOut, { entirely: item.optOutEntirely, event, origin });
    return { ...subscription, subscribed: await this.optOut.isSubscribed(item) };
  }

  /** What it is about, as the lists are called in public, in words; empty where none of them has such a name. */
  async listsOf(subscription: Subscription): Promise<string> {
    if (subscription.kind !== 'item') return '';
    const keys = await this.items.targetListsOf(subscription.item.mailingId);
    return (await this.publicLists.namesOf(keys, subscription.item)).join(', ');
  }

  /** Whether somebody who left is asked for the reason, which is counted for a campaign. */
  async asksWhy(subscription: Subscription): Promise<boolean> {
    if (subscription.kind !== 'item' || subscription.item.campaignId === null) return false;
    return (await this.settings.read()).asksForReasons;
  }

  /** What is none of the reasons is not counted: nobody need say anything. @returns whether it was counted */
  async recordReason(subscription: Subscription, given: unknown): Promise<boolean> {
    const reason = OPT_OUT_REASONS.find((one) => one === given);
    if (subscription.kind !== 'item' || subscription.subscribed || !reason) return false;
    const { id, campaignId } = subscription.item;
    if (campaignId !== null) await this.reasons.record(id, campaignId, reason);
    return true;
  }

  /** Where they may choose instead; undefined where there is nothing to choose. */
  async preferencesOf(subscription: Subscription): Promise<string | undefined> {
    if (subscription.kind !== 'item' || !(await this.publicLists.areThere())) return undefined;
    if (!(await this.items.isStillTheirs(subscription.item))) return undefined;
    return this.signer.preferencesUrl(subscription.item.id, await this.installation.siteUrl());
  }

  private async findAddress(token: string): Promise<Subscription | undefined> {
    const link = this.signer.readAddressOptOut(token);
    if (!link) return undefined;
    const { optedOut } = await this.registry.statusOf(link.channel, link.addressKey);
    return { kind: 'address', ...link, address: link.addressKey, subscribed: !optedOut };
  }
}
