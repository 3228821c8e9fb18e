import type { NormalisedAddress, TargetRecord } from '@facteur/audience';
import { definePlugin } from '@facteur/platform';
import type { Mailing } from '../model/mailing.entity.js';
import type { QueueItem } from '../model/queue-item.js';
import type { Transport } from './transport.js';

/** The limits of a channel, as the admin set them. Null: no limit. */
export interface Caps {
  /** Items of one mailing in one run of the job. */
  maxPerBatch: number | null;
  /** Messages of all mailings in any 60 minutes, tests aside. */
  maxPerHour: number | null;
  /** After this many attempts a temporary failure is final. */
  maxAttempts: number;
  /** A mailing that is due for longer than this waits for a person; null: it never does. */
  lateAfterHours: number | null;
}

/** A mailing made ready to be rendered for anybody; made once for a run. */
export interface CompiledMailing<Message = unknown> {
  readonly transport: Transport<Message>;
  /**
   * The message for one recipient. An exception fails this item with its message, and no other.
   *
   * @param record absent when a test goes to a bare address.
   */
  render(item: QueueItem, record: TargetRecord | undefined): Message;
  /** What is sent, for the log: for e-mail the template. */
  readonly object?: { type: string; id: string };
  /** `onSent` keeps a copy of each message. */
  readonly keepsCopies?: boolean;
  /** Called within the transaction that marks the messages sent, e.g. to keep copies; never for tests. */
  onSent?(sent: { item: QueueItem; message: Message }[]): Promise<void>;
}

/** The mailing as a whole cannot be sent (no template, a template that does not compile). It becomes Failed. */
export class MailingUnsendable extends Error {}

/** The sending account is broken; the mailing is held, and goes on once it is mended. */
export class AccountUnavailable extends Error {}

/** Why a mailing is held: a short code that stays the same, and words for a person. */
export interface Obstacle {
  code: string;
  reason: string;
}

/** Something that the check before sending found. Errors keep a mailing from being scheduled. */
export interface Finding {
  level: 'error' | 'warning';
  /** Stays the same; see docs/marketers.md. */
  code: string;
  /** What it is, and the way out. */
  message: string;
  /** Field of the mailing that mends it. */
  field?: string;
  /** Where in the content, from 1. */
  line?: number;
}

/** Whom a message was sent to, and when. */
export interface ShownTo {
  item: QueueItem & { sentAt: Date | null };
  record: TargetRecord | undefined;
}

/** Groups of receivers: for e-mail domains that have a mail exchanger in common. */
export interface Receivers {
  /** SQL of the domain of an address key. */
  domainSql(column: string, database: 'sqlite' | 'mysql'): string;
  /** Names of the hosts that take messages for a domain, in lower case; empty where nobody can tell. It never throws. */
  exchangersOf(domain: string): Promise<string[]>;
}

/** How a mailing shows itself to people, for the pages that its links lead to. */
export interface Appearance {
  /** The language that it is written in (BCP 47); null where nobody said. */
  language: string | null;
  /** Domain of its sender, by which a brand is found; null where there is none. */
  senderDomain: string | null;
}

/**
 * A way to reach people: e-mail, later SMS, fax, letter. Register one by decorating it with
 * {@link ChannelPlugin} and providing it in any module.
 */
export interface Channel {
  /** Kept with every mailing and queue item, e.g. `email`. */
  readonly name: string;
  /** What people call one of its mailings, e.g. `Mass Email`. */
  readonly label: string;
  /** Undefined when the text is no address of this channel. */
  normalise(address: string): NormalisedAddress | undefined;
  caps(): Promise<Caps>;
  /** Last preparations before a queue is built, inside its transaction. @throws MailingUnsendable */
  prepare(mailing: Mailing): Promise<void>;
  /** @throws MailingUnsendable | AccountUnavailable */
  compile(mailing: Mailing): Promise<CompiledMailing>;
  /** Types of campaigns whose mailings go out by this channel; any, when absent. */
  readonly campaignTypes?: readonly string[];
  /** What keeps the mailing from going out now although its account works; it is held with these words. @param addresses of a test; the queue's when absent */
  obstacle?(mailing: Mailing, addresses?: string[]): Promise<Obstacle | undefined>;
  /** Names the content and the sender of a mailing as they are now: another after a change of either. */
  fingerprint?(mailing: Mailing): Promise<string>;
  /** What a person should know before it goes out. @param thorough also what takes a moment, such as trying the account */
  check?(mailing: Mailing, thorough: boolean): Promise<Finding[]>;
  /**
   * HTML of one message as it was sent, to look at in a browser; its links work.
   *
   * @param to its recipient; for everybody, without anything personal, when absent.
   * @returns undefined where it cannot be shown any more.
   */
  shown?(mailing: Mailing, to?: ShownTo): Promise<string | undefined>;
  /** What messages of these mailings are called, for everybody to choose by: by key, of those that can be shown. */
  titles?(mailings: Mailing[]): Promise<Map<number, string>>;
  /** How it shows itself to people; it never throws. */
  appearance?(mailing: Mailing): Promise<Appearance>;
  /** What its rules of pace call the account that a mailing goes out by; absent where a channel has one way out. */
  accountOf?(mailing: Mailing): Promise<string>;
  /** Whether an account is called so. */
  hasAccount?(name: string): Promise<boolean>;
  /** How its addresses are told apart by who takes their messages in; absent where one takes them all. */
  readonly receivers?: Receivers;
  /** Placeholders that the mailing uses, `scope.field`, for the check before sending. */
  placeholdersOf(mailing: Mailing): Promise<string[]>;
  /**
   * One message as a recipient would get it, without sending it: what its channel calls its parts.
   *
   * @param record undefined: with empty placeholders. @throws MailingUnsendable | AccountUnavailable
   */
  preview?(mailing: Mailing, record: TargetRecord | undefined): Promise<object>;
}

const channels = definePlugin<Channel>({
  kind: 'channel',
  name: ({ name }) => name,
  pattern: /^[a-z]{1,20}$/,
});

/** Marks a provider as a {@link Channel}; discovery does the rest. */
export const ChannelPlugin = channels.Plugin;

/** @internal Base of the registry. */
export const Channels = channels.Registry;
