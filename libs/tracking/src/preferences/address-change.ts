import { Injectable, Logger } from '@nestjs/common';
import {
  AddressFormats,
  AddressRegistry,
  ConsentLedger,
  type Origin,
  RecordSourceRegistry,
  type Target,
} from '@facteur/audience';
import { OptInMessengers } from '@facteur/campaigns';
import { type SentItem, SentItems } from '@facteur/dispatch';
import type { WordKey } from '@facteur/pages';
import { Clock, Database, DAY, HOUR, Installation, RateLimits, Sealer } from '@facteur/platform';
import type { Chooser } from './preferences.service.js';

const DAYS_TO_CONFIRM = 7;
const PER_LETTER = 3;

/** A new address that its owner is asked about. */
export interface Move {
  item: SentItem;
  target: Target;
  address: string;
}

/** Another address for somebody's record, once its owner has followed the link that went there. */
@Injectable()
export class AddressChange {
  private readonly logger = new Logger(AddressChange.name);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sealer: Sealer,
    private readonly limits: RateLimits,
    private readonly formats: AddressFormats,
    private readonly messengers: OptInMessengers,
    private readonly sources: RecordSourceRegistry,
    private readonly items: SentItems,
    private readonly registry: AddressRegistry,
    private readonly installation: Installation,
    private readonly ledger: ConsentLedger,
  ) {}

  /** Whether there is a way to ask, and one to change it. */
  isOffered({ item, target }: Chooser): boolean {
    return Boolean(this.messengers.find(item.channel) && this.sources.get(target.targetType).changeAddress);
  }

  /** Writes to the new address. @returns what is wrong instead, as a text of the page. */
  async ask(chooser: Chooser, typed: unknown, language: string): Promise<WordKey | undefined> {
    const { item } = chooser;
    const address = typeof typed === 'string' ? this.formats.normalise(item.channel, typed) : undefined;
    if (!address || address.key === item.addressKey) return 'form.address';
    if (!this.isOffered(chooser)) return 'form.later';
    // Nobody's mailbox is filled by somebody else's typing.
    const letter = await this.limits.take(`address change by ${item.id}`, HOUR);
    const mailbox = await this.limits.take(`address change to ${address.key}`, HOUR);
    if (letter.count > PER_LETTER || mailbox.count > 1) return 'form.tooMany';
    const until = this.clock.now().getTime() + DAYS_TO_CONFIRM * DAY;
    const token = this.sealer.sealText('address change', [item.id, until, address.address].join('\n'));
    try {
      await this.messengers.find(item.channel)!.send({
        address: address.address,
        purpose: 'address',
        mailingId: item.mailingId,
        templateId: null,
        optInUrl: `${await this.installation.siteUrl()}/p/address/${token}`,
        values: {},
        language,
      });
    } catch (error) {
      this.logger.error(`A change of address could not be asked about: ${(error as Error).message}`);
      return 'form.later';
    }
    return undefined;
  }

  /**
   * What a token speaks of; undefined when it does not verify, has run out, the person is gone, or is written to at another
   * address by now: it moves somebody once, from the address that it was asked at.
   */
  async find(token: string): Promise<Move | undefined> {
    const [id, until, address] = this.sealer.openText('address change', token)?.split('\n') ?? [];
    if (!address || Number(until) < this.clock.now().getTime()) return undefined;
    const item = await this.items.find(Number(id));
    if (!item || item.targetType === null || item.targetId === null) return undefined;
    if (!(await this.items.isStillTheirs(item))) return undefined;
    return { item, address, target: { targetType: item.targetType, targetId: item.targetId } };
  }

  async confirm({ item, target, address }: Move, language: string): Promise<void> {
    await this.database.transaction(async () => {
      const { optedOut, pausedUntil } = await this.registry.statusOf(item.channel, item.addressKey);
      await this.sources.get(target.targetType).changeAddress!(target.targetId, item.channel, address);
      // Wishes move along: who wanted nothing there wants nothing here; else its owner has just asked for letters.
      const own = this.formats.normalise(item.channel, address)!;
      const origin: Origin = { method: 'address' };
      const manner = { origin, owner: true };
      await this.registry.mark(item.channel, own, { optedOut }, 'address confirmed by its owner', manner);
      await this.ledger.move(target, item.channel, item.addressKey, own, origin);
      if (pausedUntil) await this.registry.pause(item.channel, own, pausedUntil);
    });
    // Whoever lost it to somebody else's click learns of it; a mailbox that is gone learns nothing, and nothing is lost.
    await this.messengers
      .find(item.channel)!
      .send({
        address: item.address,
        purpose: 'moved',
        mailingId: item.mailingId,
        templateId: null,
        optInUrl: address,
        values: {},
        language,
      })
      .catch((error: Error) =>
        this.logger.warn(`The old address was not told of its change: ${error.message}`),
      );
  }
}
