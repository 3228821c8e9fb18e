import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CampaignLog } from '@facteur/campaigns';
import { DeliveryReports, type SentItem } from '@facteur/dispatch';
import { Clock, Database, DAY, inChunks, isConnectionError, isRetryable } from '@facteur/platform';
import { LIMITS } from '../reader/limits.js';
import { type Inbound, type Nature, readInbound } from '../reader/read-inbound.js';
import { COUNTED_REASONS } from '../reader/reasons.js';
import { removalRequestIn } from '../reader/removal-request.js';
import type { Trace } from '../reader/tokens.js';
import type { Verdict } from '../reader/verdict.js';
import { InboundRepository, type MailboxPlace, type NewInbound } from './inbound.repository.js';
import { InboundSettings } from './inbound-settings.js';
import { ItemFinder, type KnownItems, type TiedVerdict } from './item-finder.js';

/** A message as a mailbox gives it: at most so many bytes of it as the reader looks at. */
export interface MailFromBox {
  place: MailboxPlace;
  raw: Uint8Array;
  /** Of the whole message, in bytes. */
  size: number;
  receivedAt: Date;
  /** What is done to a report about our mail once it was handled; null: nothing. */
  handledAction: string | null;
}

/** One event as a provider tells it. */
export interface ProviderNews {
  provider: string;
  eventId: string;
  verdict: Verdict;
  traces: Trace[];
  at: Date;
  payload: unknown;
}

type Settings = Awaited<ReturnType<InboundSettings['read']>>;

/** Messages that share a transaction: most of what one costs alone is its commit. */
const TOGETHER = 25;
/** Transactions beside each other: while one waits for an answer of the database another is read. */
const LANES = 4;

/** What became of a message that came in. */
export type InboundOutcome = Nature | 'known' | 'set aside';

/** Takes in what comes back: reads it, ties it to our message, does what follows, and keeps it. */
@Injectable()
export class InboundMail {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly finder: ItemFinder,
    private readonly messages: InboundRepository,
    private readonly reports: DeliveryReports,
    private readonly log: CampaignLog,
    private readonly settings: InboundSettings,
  ) {}

  /**
   * One message of a mailbox, with everything that follows, in one transaction.
   *
   * @throws only when the database is away; a message that cannot be handled is set aside with its error.
   */
  async receive(mail: MailFromBox): Promise<InboundOutcome> {
    try {
      const inbound = readInbound(mail.raw);
      const settings = await this.settings.read();
      return await this.database.transaction(() => this.take(mail, inbound, settings));
    } catch (error) {
      if (isConnectionError(error) || isRetryable(error)) throw error;
      return this.database.transaction(async () => {
        await this.setAside(mail, error as Error);
        return 'set aside' as const;
      });
    }
  }

  /**
   * Several messages: some of them share a transaction, and some transactions go beside each other. Where one message
   * cannot be handled, nothing is left of those that share with it, and they are taken in singly, so that its fault
   * touches no other. Call again with all of them after an error: what was taken in is known by then.
   *
   * @returns what became of each. @throws only when the database is away.
   */
  async receiveAll(mails: MailFromBox[]): Promise<InboundOutcome[]> {
    const groups = inChunks(mails, TOGETHER).map((some, place) => ({ some, place }));
    const outcomes: InboundOutcome[][] = [];
    const lane = async () => {
      for (let next = groups.shift(); next; next = groups.shift())
        outcomes[next.place] = await this.receiveSome(next.some);
    };
    const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
    for (const one of lanes) if (one.status === 'rejected') throw one.reason;
    return outcomes.flat();
  }

  private async receiveSome(mails: MailFromBox[]): Promise<InboundOutcome[]> {
    try {
      const settings = await this.settings.read();
      const read = mails.map((mail) => ({ mail, inbound: readInbound(mail.raw) }));
      return await this.database.transaction(() =>
        this.log.countingOnce(async () => {
          const outcomes: InboundOutcome[] = [];
          const ahead = await this.lookAhead(read);
          for (const { mail, inbound } of read)
            outcomes.push(await this.take(mail, inbound, settings, ahead));
          return outcomes;
        }),
      );
    } catch (error) {
      if (isConnectionError(error)) throw error;
      const outcomes: InboundOutcome[] = [];
      for (const mail of mails) outcomes.push(await this.receive(mail));
      return outcomes;
    }
  }

  /** For all of a transaction at once: which of the messages are known, and our messages that they are about, locked. */
  private async lookAhead(read: { mail: MailFromBox; inbound: Inbound }[]): Promise<Ahead> {
    const reports = read.filter(({ inbound }) => inbound.nature !== 'human' && inbound.verdicts.length > 0);
    const ids = reports.flatMap(({ inbound }) => this.finder.idsIn(inbound.traces));
    const known = await this.messages.knownOf(read.map(({ mail }) => printOf(mail)));
    return { known, held: await this.reports.hold([...new Set(ids)]) };
  }

  /** @returns false when this event was known. */
  async receiveEvent(news: ProviderNews): Promise<boolean> {
    const { keepDays, matchByAddressDays } = await this.settings.read();
    const payload = Buffer.from(JSON.stringify(news.payload));
    return this.database.transaction(async () => {
      const tied = await this.finder.tie([news.verdict], news.traces, matchByAddressDays);
      const sourceId = await this.messages.add({
        source: news.provider,
        place: null,
        fingerprint: `${news.provider}:${createHash('sha256').update(news.eventId).digest('hex')}`,
        kind: kindOf(news.verdict),
        status: 'Handled',
        error: null,
        fromAddress: news.verdict.recipient,
        subject: '',
        messageId: '',
        itemId: tied[0]?.item?.id ?? null,
        removalRequest: false,
        size: payload.length,
        cut: false,
        // Good news comes for every message; that it came is enough.
        raw: news.verdict.kind === 'delivered' ? null : payload.subarray(0, LIMITS.message),
        rawUntil: this.daysFromNow(keepDays),
        pendingAction: null,
      });
      if (sourceId === undefined) return false;
      await this.applyAll(tied, news.provider, sourceId, news.at);
      return true;
    });
  }

  private async take(
    mail: MailFromBox,
    inbound: Inbound,
    { keepDays, matchByAddressDays, removalPhrases }: Settings,
    { known, held }: Partial<Ahead> = {},
  ): Promise<InboundOutcome> {
    const letter = inbound.nature === 'human';
    const tied = letter
      ? []
      : await this.finder.tie(inbound.verdicts, inbound.traces, matchByAddressDays, held);
    const item = letter
      ? (await this.finder.byTrace(inbound.traces))?.item
      : tied.find((one) => one.item)?.item;
    const removalRequest =
      letter && removalRequestIn(`${inbound.subject}\n${inbound.words}`, removalPhrases) !== undefined;
    // Mail that is no affair of ours leaves no trace here.
    if (!item && !removalRequest && UNASKED.has(inbound.nature)) return inbound.nature;
    const ours = Boolean(item) && inbound.verdicts.length > 0;
    const isNew = known !== undefined && !known.has(printOf(mail));
    known?.add(printOf(mail));
    const message = {
      ...this.described(mail, inbound),
      status: ours ? 'Handled' : inbound.nature === 'unreadable' ? 'Set Aside' : 'Left',
      error:
        inbound.nature === 'unreadable'
          ? 'It looks like a report about a message, but nothing could be read from it.'
          : null,
      itemId: item?.id ?? null,
      removalRequest,
      rawUntil: this.daysFromNow(keepDays),
      pendingAction: ours ? mail.handledAction : null,
    } satisfies NewInbound;
    const sourceId = await this.messages.add(message, isNew);
    if (sourceId === undefined) return 'known';
    await this.applyAll(tied, 'mailbox', sourceId, mail.receivedAt, held);
    if (letter && item) await this.countReply(item, inbound, sourceId, mail.receivedAt);
    return inbound.nature;
  }

  private async applyAll(
    tied: TiedVerdict[],
    source: string,
    sourceId: string,
    reportedAt: Date,
    held?: KnownItems,
  ): Promise<void> {
    for (const { verdict, item, matchedBy } of tied) {
      const said = {
        channel: 'email',
        ...(item ? { itemId: item.id } : {}),
        ...(matchedBy ? { matchedBy } : {}),
        address: verdict.recipient,
        kind: verdict.kind,
        status: verdict.status,
        reason: verdict.reason,
        diagnostic: verdict.diagnostic,
        evidence: verdict.evidence,
        countsAgainstAddress: COUNTED_REASONS.has(verdict.reason),
        source,
        sourceId,
        reportedAt,
      };
      await this.reports.apply(said, held);
    }
  }

  /** People who answered, not answers. */
  private async countReply(item: SentItem, inbound: Inbound, sourceId: string, at: Date): Promise<void> {
    if (item.campaignId === null) return;
    await this.log.record({
      campaignId: item.campaignId,
      mailingId: item.mailingId,
      queueItemId: item.id,
      action: 'Replied',
      actionDate: at,
      targetType: item.targetType,
      targetId: item.targetId,
      address: item.address,
      isTest: item.isTest,
      details: { from: inbound.from, subject: inbound.subject, inboundMessageId: sourceId },
      dedupeKey: `${item.id}:Replied`,
    });
  }

  private async setAside(mail: MailFromBox, error: Error): Promise<void> {
    const { keepDays } = await this.settings.read();
    await this.messages.add({
      ...this.described(mail),
      status: 'Set Aside',
      error: error.message,
      itemId: null,
      removalRequest: false,
      rawUntil: this.daysFromNow(keepDays),
      pendingAction: null,
    });
  }

  private described(mail: MailFromBox, inbound?: Inbound) {
    return {
      source: 'mailbox',
      place: mail.place,
      fingerprint: printOf(mail),
      kind: inbound ? (inbound.nature === 'human' ? 'reply' : inbound.nature) : 'unreadable',
      fromAddress: inbound?.from ?? '',
      subject: inbound?.subject ?? '',
      messageId: inbound?.messageId ?? '',
      size: mail.size,
      cut: mail.size > mail.raw.length,
      raw: mail.raw,
    } satisfies Partial<NewInbound>;
  }

  private daysFromNow(days: number): Date {
    return new Date(this.clock.now().getTime() + days * DAY);
  }
}

/** What was found out about several messages in one go. */
interface Ahead {
  /** Marks of those that are known by now; those that follow are added. */
  known: Set<string>;
  held: KnownItems;
}

const prints = new WeakMap<MailFromBox, string>();

/** By which a message is known again, wherever it lies. */
function printOf(mail: MailFromBox): string {
  const print =
    prints.get(mail) ?? `mail:${createHash('sha256').update(mail.raw).digest('hex')}:${mail.size}`;
  prints.set(mail, print);
  return print;
}

/** Of no interest unless it answers a message of ours; reports are kept as evidence all the same. */
const UNASKED = new Set<Nature>(['human', 'machine', 'auto-reply']);

const kindOf = ({ kind }: Verdict) => (kind === 'hard' || kind === 'soft' ? 'bounce' : kind);
