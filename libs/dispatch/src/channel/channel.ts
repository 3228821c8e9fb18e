import { Injectable } from '@nestjs/common';
import type { NormalisedAddress, TargetRecord } from '@facteur/audience';
import { markPlugin } from '@facteur/platform';
import type { Mailing } from '../mailing/mailing.entity.js';
import type { QueueItem } from '../queue/queue-item.js';
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
  /** Called within the transaction that marks the messages sent, e.g. to keep copies. */
  onSent?(sent: { item: QueueItem; message: Message }[]): Promise<void>;
}

/** The mailing as a whole cannot be sent (no template, a template that does not compile). It becomes Failed. */
export class MailingUnsendable extends Error {}

/** The sending account is broken; the mailing is held, and goes on once it is mended. */
export class AccountUnavailable extends Error {}

/**
 * A way to reach people: e-mail, later SMS, fax, letter. Register one by decorating it with
 * {@link ChannelPlugin} and providing it in any module.
 */
export interface Channel {
  /** Kept with every mailing and queue item, e.g. `email`. */
  readonly name: string;
  /** Undefined when the text is no address of this channel. */
  normalise(address: string): NormalisedAddress | undefined;
  caps(): Promise<Caps>;
  /** Last preparations before a queue is built, inside its transaction. @throws MailingUnsendable */
  prepare(mailing: Mailing): Promise<void>;
  /** @throws MailingUnsendable | AccountUnavailable */
  compile(mailing: Mailing): Promise<CompiledMailing>;
  /** Placeholders that the mailing uses, `scope.field`, for the check before sending. */
  placeholdersOf(mailing: Mailing): Promise<string[]>;
}

export const CHANNEL = 'channel';

/** Marks a provider as a {@link Channel}; discovery does the rest. */
export function ChannelPlugin(): ClassDecorator {
  return (target) => {
    Injectable()(target);
    markPlugin(CHANNEL)(target);
  };
}
