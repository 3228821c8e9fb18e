import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { CampaignLog } from '@facteur/campaigns';
import { DeliveryReports } from '@facteur/dispatch';
import { Clock, Database, DAY, inChunks, isConnectionError, isRetryable } from '@facteur/platform';
import { LIMITS } from '../reader/limits.js';
import { type Inbound, type Nature, readInbound } from '../reader/read-inbound.js';
import { removalRequestIn } from '../reader/removal-request.js';
import type { Trace } from '../reader/tokens.js';
import type { Verdict } from '../reader/verdict.js';
import { InboundRepository, type MailboxPlace, type NewInbound } from './inbound.repository.js';
import { InboundSettings } from './inbound-settings.js';
import { type Arrival, Intake } from './intake.js';
import { ItemFinder, type KnownItems } from './item-finder.js';

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
    private readonly intake: Intake,
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
      return (await this.takeAll([mail]))[0]!;
    } catch (error) {
      if (isConnectionError(error) || isRetryable(error)) throw error;
      await this.setAside(mail, error as Error);
      return 'set aside';
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
        outcomes[next.place] = await this.orSingly(
          next.some,
          (some) => this.takeAll(some),
          (one) => this.receive(one),
        );
    };
    const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
    for (const one of lanes) if (one.status === 'rejected') throw one.reason;
    return outcomes.flat();
  }

  /**
   * What a provider tells, in its order; some events share a transaction, and one that cannot be handled keeps those
   * after it from being taken in. Call again with all of them after an error.
   *
   * @returns of each whether it is new.
   */
  async receiveEvents(news: ProviderNews[]): Promise<boolean[]> {
    const isNew: boolean[] = [];
    for (const some of inChunks(news, TOGETHER))
      isNew.push(
        ...(await this.orSingly(
          some,
          (all) => this.takeEvents(all),
          async (one) => (await this.takeEvents([one]))[0]!,
        )),
      );
    return isNew;
  }

  /** All at once, or where that fails one after the other. @throws when the database is away. */
  private async orSingly<T, Outcome>(
    some: T[],
    all: (some: T[]) => Promise<Outcome[]>,
    singly: (one: T) => Promise<Outcome>,
  ): Promise<Outcome[]> {
    try {
      return await all(some);
    } catch (error) {
      if (isConnectionError(error)) throw error;
      const outcomes: Outcome[] = [];
      for (const one of some) outcomes.push(await singly(one));
      return outcomes;
    }
  }

  private async takeAll(mails: MailFromBox[]): Promise<InboundOutcome[]> {
    const settings = await this.settings.read();
    const read = mails.map((mail) => ({ mail, inbound: readInbound(mail.raw) }));
    return this.sharing(
      read.flatMap(({ inbound }) =>
        inbound.nature === 'human' || inbound.verdicts.length === 0 ? [] : inbound.traces,
      ),
      async (held) => {
        const tied: { nature: Nature; arrival: Arrival | undefined }[] = [];
        for (const { mail, inbound } of read)
          tied.push({ nature: inbound.nature, arrival: await this.arrivalOf(mail, inbound, settings, held) });
        const arrivals = tied.flatMap(({ arrival }) => arrival ?? []);
        const isNew = await this.intake.take(arrivals, held);
        return tied.map(({ nature, arrival }) =>
          arrival && !isNew[arrivals.indexOf(arrival)] ? 'known' : nature,
        );
      },
    );
  }

  private async takeEvents(news: ProviderNews[]): Promise<boolean[]> {
    const settings = await this.settings.read();
    return this.sharing(
      news.flatMap(({ traces }) => traces),
      async (held) => {
        const arrivals: Arrival[] = [];
        for (const one of news) arrivals.push(await this.arrivalOfEvent(one, settings, held));
        return this.intake.take(arrivals, held);
      },
    );
  }

  /** A transaction in which our messages that some traces name are locked, and counters move once for all. */
  private sharing<T>(traces: Trace[], work: (held: KnownItems) => Promise<T>): Promise<T> {
    const ids = [...new Set(this.finder.idsIn(traces))];
    return this.database.transaction(() =>
      this.log.countingOnce(async () => work(await this.reports.hold(ids))),
    );
  }

  private async arrivalOfEvent(
    { provider, eventId, verdict, traces, at, payload }: ProviderNews,
    { keepDays, matchByAddressDays }: Settings,
    held: KnownItems,
  ): Promise<Arrival> {
    const bytes = Buffer.from(JSON.stringify(payload));
    const tied = await this.finder.tie([verdict], traces, matchByAddressDays, held);
    const message: NewInbound = {
      source: provider,
      place: null,
      fingerprint: `${provider}:${createHash('sha256').update(eventId).digest('hex')}`,
      kind: kindOf(verdict),
      status: 'Handled',
      error: null,
      fromAddress: verdict.recipient,
      subject: '',
      messageId: '',
      itemId: tied[0]?.item?.id ?? null,
      removalRequest: false,
      size: bytes.length,
      cut: false,
      // Good news comes for every message; that it came is enough.
      raw: verdict.kind === 'delivered' ? null : bytes.subarray(0, LIMITS.message),
      rawUntil: this.daysFromNow(keepDays),
      pendingAction: null,
    };
    return { message, tied, at };
  }

  /** @returns undefined for mail that is no affair of ours: it leaves no trace here. */
  private async arrivalOf(
    mail: MailFromBox,
    inbound: Inbound,
    { keepDays, matchByAddressDays, removalPhrases }: Settings,
    held: KnownItems,
  ): Promise<Arrival | undefined> {
    const letter = inbound.nature === 'human';
    const tied = letter
      ? []
      : await this.finder.tie(inbound.verdicts, inbound.traces, matchByAddressDays, held);
    const answers = letter ? (await this.finder.byTrace(inbound.traces))?.item : undefined;
    const item = answers ?? tied.find((one) => one.item)?.item;
    const removalRequest =
      letter && removalRequestIn(`${inbound.subject}\n${inbound.words}`, removalPhrases) !== undefined;
    if (!item && !removalRequest && UNASKED.has(inbound.nature)) return undefined;
    const ours = Boolean(item) && inbound.verdicts.length > 0;
    const message: NewInbound = {
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
    };
    return { message, tied, at: mail.receivedAt, answers };
  }

  private async setAside(mail: MailFromBox, error: Error): Promise<void> {
    const { keepDays } = await this.settings.read();
    const message: NewInbound = {
      ...this.described(mail),
      status: 'Set Aside',
      error: error.message,
      itemId: null,
      removalRequest: false,
      rawUntil: this.daysFromNow(keepDays),
      pendingAction: null,
    };
    await this.database.transaction(() => this.messages.addAll([message]));
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

/** By which a message is known again, wherever it lies. */
const printOf = ({ raw, size }: MailFromBox) =>
  `mail:${createHash('sha256').update(raw).digest('hex')}:${size}`;

/** Of no interest unless it answers a message of ours; reports are kept as evidence all the same. */
const UNASKED = new Set<Nature>(['human', 'machine', 'auto-reply']);

const kindOf = ({ kind }: Verdict) => (kind === 'hard' || kind === 'soft' ? 'bounce' : kind);
