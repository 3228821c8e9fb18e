import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { SentItem } from '@facteur/dispatch';
import { Clock, DAY } from '@facteur/platform';
import { LIMITS } from '../reader/limits.js';
import type { Inbound, Nature } from '../reader/read-inbound.js';
import { removalRequestIn } from '../reader/removal-request.js';
import type { Trace } from '../reader/tokens.js';
import type { Verdict } from '../reader/verdict.js';
import type { MailboxPlace, NewInbound } from './inbound.repository.js';
import { InboundSettings } from './inbound-settings.js';
import type { Arrival } from './intake.js';
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

/** A message, and what the reader made of it. */
export interface ReadMail {
  mail: MailFromBox;
  inbound: Inbound;
}

type Settings = Awaited<ReturnType<InboundSettings['read']>>;

/** Says what a message or an event comes to: what is kept of it, and which of our messages it is about. */
@Injectable()
export class Arrivals {
  constructor(
    private readonly clock: Clock,
    private readonly finder: ItemFinder,
    private readonly settings: InboundSettings,
  ) {}

  /**
   * Of events, in their order.
   *
   * @param held those of our messages that they name
   */
  async ofEvents(news: readonly ProviderNews[], held: KnownItems): Promise<Arrival[]> {
    const settings = await this.settings.read();
    const tied = await this.finder.tieAll(
      news.map(({ verdict, traces }) => ({ verdicts: [verdict], traces })),
      settings.matchByAddressDays,
      held,
    );
    return news.map((one, index) => this.ofEvent(one, tied[index]!, settings));
  }

  /**
   * Of messages, in their order; undefined of mail that is no affair of ours: it leaves no trace here.
   *
   * @param held those of our messages that reports among them name
   */
  async ofAll(read: readonly ReadMail[], held: KnownItems): Promise<(Arrival | undefined)[]> {
    const settings = await this.settings.read();
    const isLetter = ({ inbound }: ReadMail) => inbound.nature === 'human';
    const answered = await this.finder.lookUp(read.filter(isLetter).flatMap(({ inbound }) => inbound.traces));
    const tied = await this.finder.tieAll(
      read.map((one) => (isLetter(one) ? { verdicts: [], traces: [] } : one.inbound)),
      settings.matchByAddressDays,
      held,
    );
    return read.map((one, index) => {
      const answers = isLetter(one) ? this.finder.proven(one.inbound.traces, answered)?.item : undefined;
      return this.of(one, tied[index]!, answers, settings);
    });
  }

  private ofEvent(
    { provider, eventId, verdict, at, payload }: ProviderNews,
    tied: TiedVerdict[],
    { keepDays }: Settings,
  ): Arrival {
    const bytes = Buffer.from(JSON.stringify(payload));
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

  private of(
    { mail, inbound }: ReadMail,
    tied: TiedVerdict[],
    answers: SentItem | undefined,
    { keepDays, removalPhrases }: Settings,
  ): Arrival | undefined {
    const letter = inbound.nature === 'human';
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

  /** A message that cannot be handled, and why. */
  async setAside(mail: MailFromBox, error: Error): Promise<Arrival> {
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
    return { message, tied: [], at: mail.receivedAt };
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
