/** What became of handing one message over. The words are the peer's own where it gave any. */
export type Outcome =
  /**
   * The peer took responsibility for it. `references` are names by which it will speak of the message later (an id of
   * its own); `SentItems.byReference` finds the item by them.
   */
  | { kind: 'delivered'; response: string; references?: { kind: string; value: string }[] }
  /** Refused for now, for this recipient: try again later. `throttled`: because messages come too fast, whoever they are for. */
  | { kind: 'temporary'; reason: string; throttled?: boolean }
  /** Refused for good, for this recipient. */
  | { kind: 'permanent'; reason: string }
  /**
   * The account or the way to it is broken; says nothing about the recipient, who loses no attempt. `throttled`: it would
   * work, were it not for how fast messages come.
   */
  | { kind: 'unavailable'; reason: string; throttled?: boolean }
  /** It was handed over, but the answer never came: it may or may not have arrived. */
  | { kind: 'unknown'; reason: string };

/**
 * Hands rendered messages to the outside. An implementation never throws for a message: it answers with an
 * {@link Outcome}. `transportContract` checks an implementation.
 */
export interface Transport<Message> {
  /** How many messages it works on at once. */
  readonly concurrency: number;
  send(message: Message): Promise<Outcome>;
  /** The process is about to end: what waits and was not begun is answered as unavailable at once. */
  recall?(): void;
  close(): Promise<void>;
}
