import { setTimeout as pause } from 'node:timers/promises';
import type { TargetRecord } from '@facteur/audience';
import { isConnectionError, isRetryable } from '@facteur/platform';
import type { CompiledMailing } from '../channel/channel.js';
import type { Outcome } from '../channel/transport.js';
import type { QueueItem } from '../model/queue-item.js';
import type { PipelineSizes } from './pipeline-sizes.js';
import { addTally, emptyTally, type Handed, type Tally } from './settlement.js';

/** An item that is claimed and has its record at hand. */
export interface ReadyItem {
  item: QueueItem;
  record: TargetRecord | undefined;
}

/** What the pipeline needs from the outside; the database is behind it. */
export interface PipelineSteps {
  /**
   * Claims some more items and loads their records; an empty answer means that there are none now, or none until
   * something that is under way was settled.
   */
  next(): Promise<ReadyItem[] | 'when settled'>;
  /** The last look: marks those who may get it, settles the others. @returns ids that may be handed over, and how many are Skipped. */
  mark(items: QueueItem[]): Promise<{ marked: Set<number>; skipped: number }>;
  /** Writes down outcomes. */
  settle(handed: Handed[]): Promise<Tally>;
  /** The process is about to end: what is in flight is finished, the rest given back. */
  readonly stop: AbortSignal;
  /** Gives back what was claimed or marked but not handed over. */
  release(items: QueueItem[]): Promise<void>;
}

const DATABASE_PATIENCE = 120;

/**
 * Moves items from claim to settlement with a bounded number in flight. Three statements run beside the
 * sending, each for a batch of items: claiming ahead, marking, and settling. So the database is asked a few times for
 * hundreds of messages, and still no message is handed over before its mark is committed.
 *
 * In flight means: marked Sending, not settled yet. A crash leaves at most so many in doubt.
 *
 * Batches are waited for, and nobody waits for long: a mark comes as soon as there is room for a batch, or nothing is in
 * flight; a settlement as soon as a batch has come, or everything that is in flight, or some patience is over.
 */
export class SendingPipeline {
  private readonly ready: ReadyItem[] = [];
  private readonly outcomes: Handed[] = [];
  private readonly tally = emptyTally();
  private inFlight = 0;
  /** With the peer, without an outcome. */
  private outside = 0;
  private exhausted = false;
  private claiming = false;
  /** Nothing more is there until something was settled. */
  private blocked = false;
  /** How often something that was under way no longer is. */
  private changes = 0;
  private marking = 0;
  private settling = 0;
  private patience: NodeJS.Timeout | undefined;
  private impatient = false;
  private failure: unknown;
  private wake: () => void = () => undefined;
  /** Set when the account proved unusable: nothing more is handed over in this run. */
  unavailable: (Outcome & { kind: 'unavailable' }) | undefined;

  constructor(
    private readonly compiled: CompiledMailing,
    private readonly steps: PipelineSteps,
    private readonly sizes: PipelineSizes,
    /** Told how long each message took from giving it to the transport until its answer, in milliseconds. */
    private readonly took: (milliseconds: number) => void = () => undefined,
  ) {}

  /** Runs until there is nothing left that may be sent now. @throws what the database threw, after all is given back. */
  async run(): Promise<Tally> {
    const stop = () => {
      this.compiled.transport.recall?.();
      this.wake();
    };
    this.steps.stop.addEventListener('abort', stop);
    for (;;) {
      this.claimAhead();
      this.launch();
      this.settleOutcomes();
      if (this.idle()) break;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    this.steps.stop.removeEventListener('abort', stop);
    clearTimeout(this.patience);
    if (this.ready.length) {
      const rest = this.ready.splice(0).map(({ item }) => item);
      await this.steps.release(rest).catch((error: unknown) => (this.failure ??= error));
    }
    if (this.failure) throw this.failure;
    return this.tally;
  }

  private get stopping(): boolean {
    return this.failure !== undefined || this.unavailable !== undefined || this.steps.stop.aborted;
  }

  private idle(): boolean {
    if (this.claiming || this.marking || this.settling || this.inFlight || this.outcomes.length) return false;
    return this.stopping || (this.exhausted && this.ready.length === 0);
  }

  private claimAhead(): void {
    if (this.claiming || this.exhausted || this.blocked || this.stopping) return;
    // What the window holds is through before the next are there.
    if (this.ready.length > 2 * this.sizes.window) return;
    this.claiming = true;
    const { changes } = this;
    this.steps
      .next()
      .then((items) => {
        if (items !== 'when settled') {
          this.exhausted = items.length === 0;
          this.ready.push(...items);
        } else if (this.inFlight > 0 || this.ready.length > 0) this.blocked = changes === this.changes;
        // With nothing of ours under way it is others who will go on.
        else this.exhausted = changes === this.changes;
      })
      .catch((error: unknown) => (this.failure ??= error))
      .finally(() => {
        this.claiming = false;
        this.wake();
      });
  }

  private launch(): void {
    const { window, batch, lanes } = this.sizes;
    while (this.marking < lanes && !this.stopping && this.ready.length > 0) {
      const size = Math.min(batch, window, this.ready.length);
      if (window - this.inFlight < size) return;
      const items = this.ready.splice(0, size);
      this.marking += 1;
      this.inFlight += items.length;
      this.handOver(items)
        .catch((error: unknown) => (this.failure ??= error))
        .finally(() => {
          this.marking -= 1;
          this.wake();
        });
    }
  }

  private async handOver(batch: ReadyItem[]): Promise<void> {
    // Rendering comes before the mark, so that only the hand-over itself lies between mark and peer.
    const rendered = batch.map(({ item, record }) => ({ item, ...this.render(item, record) }));
    let marked: Set<number>;
    let skipped: number;
    try {
      ({ marked, skipped } = await this.steps.mark(batch.map(({ item }) => item)));
    } catch (error) {
      await this.persist(() => this.steps.release(batch.map(({ item }) => item)));
      this.inFlight -= batch.length;
      throw error;
    }
    this.inFlight -= batch.length - marked.size;
    this.tally.skipped += skipped;
    if (marked.size < batch.length) this.freed();
    this.outside += marked.size;
    for (const one of rendered) {
      if (!marked.has(one.item.id)) continue;
      const handed = (outcome: Outcome) =>
        this.finish({ item: one.item, message: one.error === undefined ? one.message : undefined, outcome });
      if (one.error !== undefined) handed({ kind: 'permanent', reason: one.error });
      else {
        const began = performance.now();
        const answered = (outcome: Outcome) => {
          // An account that is away would make it look fast.
          if (outcome.kind !== 'unavailable') this.took(performance.now() - began);
          handed(outcome);
        };
        void this.compiled.transport.send(one.message).then(
          answered,
          // A transport that breaks its contract and throws: nobody knows how far it came.
          (error: Error) => answered({ kind: 'unknown', reason: error.message }),
        );
      }
    }
  }

  private render(item: QueueItem, record: TargetRecord | undefined): { message?: unknown; error?: string } {
    try {
      return { message: this.compiled.render(item, record) };
    } catch (error) {
      return { error: `The message could not be made: ${(error as Error).message}` };
    }
  }

  private finish(handed: Handed): void {
    if (handed.outcome.kind === 'unavailable') this.unavailable ??= handed.outcome;
    this.outside -= 1;
    this.outcomes.push(handed);
    this.wake();
  }

  private settleOutcomes(): void {
    const { batch, lanes, patience } = this.sizes;
    while (this.settling < lanes && this.outcomes.length > 0) {
      const enough = this.outcomes.length >= batch || (this.outside === 0 && !this.marking);
      if (!enough && !this.impatient && !this.stopping) {
        this.patience ??= setTimeout(() => {
          this.impatient = true;
          this.wake();
        }, patience);
        return;
      }
      clearTimeout(this.patience);
      this.patience = undefined;
      this.impatient = false;
      this.settle(this.outcomes.splice(0, Math.max(batch, Math.ceil(this.outcomes.length / lanes))));
    }
  }

  private freed(): void {
    this.changes += 1;
    this.blocked = false;
  }

  private settle(batch: Handed[]): void {
    this.settling += 1;
    this.persist(() => this.steps.settle(batch))
      .then((tally) => {
        addTally(this.tally, tally);
      })
      .catch((error: unknown) => (this.failure ??= error))
      .finally(() => {
        this.inFlight -= batch.length;
        this.settling -= 1;
        this.freed();
        this.wake();
      });
  }

  /**
   * What is known of messages must not be lost with a connection, or to whoever writes the same rows (in a cluster those
   * who settle elsewhere, again and again): waits until the database takes it.
   */
  private async persist<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        const passes = isConnectionError(error) || isRetryable(error);
        if (!passes || attempt === DATABASE_PATIENCE) throw error;
        await pause(Math.min(5_000, 100 * attempt));
      }
    }
  }
}
