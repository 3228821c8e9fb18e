import { Injectable } from '@nestjs/common';
import {
  AddressRegistry,
  ConsentLedger,
  hashOfWords,
  type ListChoice,
  MemberRepository,
  type Origin,
  PublicLists,
  RecordSourceRegistry,
  type Target,
  targetKey,
  TargetListService,
} from '@facteur/audience';
import { LinkSigner } from '@facteur/campaigns';
import { ItemOptOut, type SentItem, SentItems } from '@facteur/dispatch';
import { Clock, Database, monthsAfter } from '@facteur/platform';

const BY_CHOICE = { method: 'choice' } as const;

/** Somebody who may choose, by the link in a letter of theirs. */
export interface Chooser {
  as: 'chooser';
  item: SentItem;
  target: Target;
}

/** Somebody with a link by which nothing is chosen: of a test, or of a letter to an address that was theirs once. */
export interface Bystander {
  as: 'test' | 'moved';
  item: SentItem;
}

export interface Preferences {
  address: string;
  lists: ListChoice[];
  /** Null where there is no break. */
  pausedUntil: Date | null;
  /** Mail to the address was reported as unwanted. */
  isStopped: boolean;
}

/** What somebody chose on the page. */
export interface Choice {
  /** Public ids of the lists that the page showed; others are not judged. */
  shown: string[];
  /** What was read of each, as {@link readingOf} names it; where a page does not say, as it reads now. */
  read?: Record<string, string>;
  /** Those of them that are wanted. */
  lists: string[];
  lessOften: string[];
  /** Months; 0 ends a break, undefined leaves what is. */
  pauseMonths: number | undefined;
}

const wordsOf = ({ name, description }: Pick<ListChoice, 'name' | 'description'>) =>
  description ? `${name}\n${description}` : name;

/** Names what a page says of a list. */
export const readingOf = (list: Pick<ListChoice, 'name' | 'description'>): string =>
  hashOfWords(wordsOf(list)).slice(0, 12);

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
    private readonly ledger: ConsentLedger,
  ) {}

  /**
   * Undefined for a token that does not verify, informational mail, and people who were deleted. Whoever has a mailbox that
   * is no longer theirs decides nothing for them.
   */
  async find(token: string): Promise<Chooser | Bystander | undefined> {
    const link = this.signer.readPreferences(token);
    const item = link && (await this.items.find(link.itemId));
    if (!item || item.informational) return undefined;
    if (item.isTest) return { item, as: 'test' };
    const { targetType, targetId } = item;
    if (targetType === null || targetId === null) return undefined;
    const records = await this.sources.load([item]);
    if (!records.has(targetKey(targetType, targetId))) return undefined;
    if (!(await this.items.isStillTheirs(item))) return { item, as: 'moved' };
    return { item, as: 'chooser', target: { targetType, targetId } };
  }

  async of(chooser: Chooser): Promise<Preferences> {
    const { item, target } = chooser;
    const status = await this.registry.statusOf(item.channel, item.addressKey);
    const lists = await this.publicLists.choicesOf(target, item.channel, item.addressKey);
    const left = await this.optOut.listsLeft(
      item,
      lists.map(({ key }) => key),
    );
    return {
      address: item.address,
      lists: lists.map((list) => ({
        ...list,
        subscribed: list.subscribed && !status.optedOut && !left.has(list.key),
      })),
      pausedUntil: status.pausedUntil && status.pausedUntil > this.clock.now() ? status.pausedUntil : null,
      isStopped: status.optedOut && status.optedOutBy === 'report',
    };
  }

  /** Doing it twice changes nothing more. @returns false where mail to the address was reported: that is not taken back here. */
  async choose(chooser: Chooser, choice: Choice): Promise<boolean> {
    const { item, target } = chooser;
    return this.database.transaction(async () => {
      const before = await this.optOut.isSubscribed(item);
      const { lists, isStopped } = await this.of(chooser);
      // A list that calls itself otherwise by now was not what was read: it is shown once more.
      const judged = lists.filter(
        (list) =>
          choice.shown.includes(list.id) && (choice.read?.[list.id] ?? readingOf(list)) === readingOf(list),
      );
      const wanted = judged.filter(({ id }) => choice.lists.includes(id));
      if (choice.pauseMonths !== undefined) await this.pause(item, choice.pauseMonths);
      if (isStopped && wanted.length) return false;
      if (wanted.length) await this.takeBackEverything(chooser, wanted);
      for (const list of judged) {
        const wants = wanted.includes(list);
        if (wants !== list.subscribed) await this.subscribe(chooser, list, wants);
        const rarer = list.lessOftenDays !== null && choice.lessOften.includes(list.id);
        if (wants && rarer !== list.lessOften) await this.publicLists.setLessOften(list.key, target, rarer);
      }
      await this.optOut.recordChange(item, before);
      return true;
    });
  }

  /**
   * Whoever wanted nothing and now asks for something gets that and nothing else: all other lists are left one by one before
   * the mark on the address goes.
   */
  private async takeBackEverything({ item, target }: Chooser, wanted: ListChoice[]): Promise<void> {
    const { optedOut } = await this.registry.statusOf(item.channel, item.addressKey);
    if (!optedOut) return;
    const but = wanted.map(({ key }) => key);
    const others = await this.publicLists.othersOf(target, but);
    const address = { address: item.address, key: item.addressKey };
    const owner = { channel: item.channel, address };
    await this.lists.optOut(others, target, true, { origin: BY_CHOICE, owner });
    await this.optOut.leaveOthersOfMates(item, but, BY_CHOICE);
    await this.ledger.withdrawnButFrom(but, owner, BY_CHOICE);
    const manner = { origin: BY_CHOICE, owner: true };
    await this.registry.mark(item.channel, address, { optedOut: false }, 'opted in by choice', manner);
  }

  /** Off, everything: the lists of the letter, and the address itself. */
  async leaveEverything({ item }: Chooser): Promise<void> {
    await this.optOut.change(item, true, {
      ...{ entirely: true, event: 'opted out of everything by choice', origin: BY_CHOICE },
    });
  }

  private async subscribe({ item, target }: Chooser, list: ListChoice, wants: boolean): Promise<void> {
    const owner = { channel: item.channel, address: { address: item.address, key: item.addressKey } };
    const origin: Origin = { ...BY_CHOICE, name: list.name, words: wordsOf(list) };
    if (!wants) return void (await this.lists.optOut([list.key], target, true, { origin: BY_CHOICE, owner }));
    const source = this.sources.get(target.targetType);
    const sql = `${source.list.columns['id']!.sql} = ?`;
    await this.members.addMatching(list.key, source, { sql, values: [target.targetId] }, origin);
    await this.optOut.optInto([list.key], item, origin);
  }

  private async pause(item: SentItem, months: number): Promise<void> {
    const until = monthsAfter(this.clock.now(), months);
    const address = { address: item.address, key: item.addressKey };
    await this.registry.pause(item.channel, address, months > 0 ? until : null);
  }
}
