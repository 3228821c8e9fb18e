import { Injectable } from '@nestjs/common';
import {
  AddressRegistry,
  type ListChoice,
  MemberRepository,
  PublicLists,
  RecordSourceRegistry,
  type Target,
  targetKey,
  TargetListService,
} from '@facteur/audience';
import { LinkSigner } from '@facteur/campaigns';
import { ItemOptOut, type SentItem, SentItems } from '@facteur/dispatch';
import { Clock, Database } from '@facteur/platform';

/** Somebody who may choose, by the link in a letter of theirs. */
export interface Chooser {
  item: SentItem;
  target: Target;
}

export interface Preferences {
  address: string;
  lists: ListChoice[];
  /** Null where there is no break. */
  pausedUntil: Date | null;
}

/** What somebody chose on the page. */
export interface Choice {
  /** Public ids of the lists that are wanted; all others that may be chosen are not. */
  lists: string[];
  lessOften: string[];
  /** Months; 0 ends a break, undefined leaves what is. */
  pauseMonths: number | undefined;
}

/** What people may choose: lists, how often, a break, everything off. */
@Injectable()
export class PreferencesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly signer: LinkSigner,
    private readonly items: SentItems,
    private readonly sources: RecordSourceRegistry,
    private readonly registry: AddressRegistry,
    private readonly publicLists: PublicLists,
    private readonly lists: TargetListService,
    private readonly members: MemberRepository,
    private readonly optOut: ItemOptOut,
  ) {}

  /** Undefined for a token that does not verify, informational mail, and people who were deleted. */
  async find(token: string): Promise<Chooser | 'test' | undefined> {
    const link = this.signer.readPreferences(token);
    const item = link && (await this.items.find(link.itemId));
    if (!item || item.informational) return undefined;
    if (item.isTest) return 'test';
    const { targetType, targetId } = item;
    if (targetType === null || targetId === null) return undefined;
    const records = await this.sources.load([item]);
    return records.has(targetKey(targetType, targetId))
      ? { item, target: { targetType, targetId } }
      : undefined;
  }

  async of({ item, target }: Chooser): Promise<Preferences> {
    const { optedOut, pausedUntil } = await this.registry.statusOf(item.channel, item.addressKey);
    const lists = await this.publicLists.choicesOf(target);
    return {
      address: item.address,
      lists: optedOut ? lists.map((list) => ({ ...list, subscribed: false })) : lists,
      pausedUntil: pausedUntil && pausedUntil > this.clock.now() ? pausedUntil : null,
    };
  }

  /** Doing it twice changes nothing more. */
  async choose(chooser: Chooser, choice: Choice): Promise<void> {
    const { item, target } = chooser;
    await this.database.transaction(async () => {
      const before = await this.optOut.isSubscribed(item);
      const wanted = new Set(choice.lists);
      const { lists } = await this.of(chooser);
      for (const list of lists) {
        const wants = wanted.has(list.id);
        if (wants !== list.subscribed) await this.subscribe(chooser, list, wants);
        const rarer = list.lessOftenDays !== null && choice.lessOften.includes(list.id);
        if (wants && rarer !== list.lessOften) await this.publicLists.setLessOften(list.key, target, rarer);
      }
      if (choice.pauseMonths !== undefined) await this.pause(item, choice.pauseMonths);
      await this.optOut.recordChange(item, before);
    });
  }

  /** Off, everything: the lists of the letter, and the address itself. */
  async leaveEverything({ item }: Chooser): Promise<void> {
    await this.optOut.change(item, true, { entirely: true, event: 'opted out of everything by choice' });
  }

  private async subscribe({ item, target }: Chooser, list: ListChoice, wants: boolean): Promise<void> {
    if (!wants) return void (await this.lists.optOut([list.key], target, true));
    // Whoever asks for one thing takes back that they want nothing.
    const address = { address: item.address, key: item.addressKey };
    await this.registry.mark(item.channel, address, { optedOut: false }, 'opted in by choice');
    const source = this.sources.get(target.targetType);
    const sql = `${source.list.columns['id']!.sql} = ?`;
    await this.members.addMatching(list.key, source, { sql, values: [target.targetId] }, 'choice');
    await this.lists.optOut([list.key], target, false);
  }

  private async pause(item: SentItem, months: number): Promise<void> {
    const until = this.clock.now();
    until.setUTCMonth(until.getUTCMonth() + months);
    const address = { address: item.address, key: item.addressKey };
    await this.registry.pause(item.channel, address, months > 0 ? until : null);
  }
}
