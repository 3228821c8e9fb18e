import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Outcome } from '../channel/transport.js';
import type { QueueItem } from '../model/queue-item.js';
import type { PipelineSizes } from './pipeline-sizes.js';
import { SendingPipeline } from './sending-pipeline.js';
import { emptyTally, type Handed } from './settlement.js';

const item = (id: number): QueueItem => ({
  id,
  mailingId: 1,
  channel: 'test',
  targetType: 'T',
  targetId: String(id),
  address: `a${id}`,
  addressKey: `a${id}`,
  attemptCount: 0,
  isTest: false,
});

/** A pipeline around plain functions, noting what happens to each item. */
function rig(
  count: number,
  outcomeOf: (id: number) => Outcome,
  options: {
    claim?: number;
    sizes?: Partial<PipelineSizes>;
    barred?: (id: number) => boolean;
    jitter?: () => number;
    stop?: AbortSignal;
    recall?: () => void;
    /** Answers of the peer are kept until it resolves. */
    until?: Promise<void>;
  } = {},
) {
  const queue = Array.from({ length: count }, (_, i) => item(i + 1));
  const events = {
    marked: [] as number[],
    sent: [] as number[],
    settled: [] as number[],
    settlements: [] as number[],
    released: [] as number[],
  };
  let inFlight = 0;
  let peak = 0;
  const later = async () => {
    for (let i = options.jitter?.() ?? 0; i > 0; i--) await Promise.resolve();
  };
  const compiled = {
    transport: {
      concurrency: 3,
      send: async (message: unknown): Promise<Outcome> => {
        const id = message as number;
        expect(events.marked).toContain(id);
        events.sent.push(id);
        await later();
        await options.until;
        return outcomeOf(id);
      },
      ...(options.recall ? { recall: options.recall } : {}),
      close: async () => undefined,
    },
    render: (one: QueueItem) => one.id,
  };
  const pipeline = new SendingPipeline(
    compiled,
    {
      next: async () => {
        await later();
        return queue.splice(0, options.claim ?? 5).map((one) => ({ item: one, record: undefined }));
      },
      mark: async (items) => {
        await later();
        const ids = items.map((one) => one.id).filter((id) => !options.barred?.(id));
        events.marked.push(...ids);
        inFlight += ids.length;
        peak = Math.max(peak, inFlight);
        return { marked: new Set(ids), skipped: items.length - ids.length };
      },
      settle: async (handed: Handed[]) => {
        await later();
        inFlight -= handed.length;
        events.settlements.push(handed.length);
        events.settled.push(...handed.map((one) => one.item.id));
        return { ...emptyTally(), sent: handed.filter((one) => one.outcome.kind === 'delivered').length };
      },
      release: async (items) => {
        events.released.push(...items.map((one) => one.id));
      },
      stop: options.stop ?? new AbortController().signal,
    },
    { window: 3, batch: 1, lanes: 1, patience: 5, ...options.sizes },
  );
  return { pipeline, events, peak: () => peak };
}

const ok: Outcome = { kind: 'delivered', response: 'ok' };

it('hands over each item once, marked before, never more in flight than the window', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(40),
      fc.integer({ min: 1, max: 12 }),
      fc.record({
        window: fc.integer({ min: 1, max: 9 }),
        batch: fc.integer({ min: 1, max: 6 }),
        lanes: fc.integer({ min: 1, max: 3 }),
        patience: fc.constant(1),
      }),
      fc.infiniteStream(fc.nat(6)),
      async (count, claim, sizes, stream) => {
        const { pipeline, events, peak } = rig(count, () => ok, {
          claim,
          sizes,
          jitter: () => stream.next().value ?? 0,
        });
        const tally = await pipeline.run();
        expect(tally.sent).toBe(count);
        expect(events.sent.toSorted?.((a, b) => a - b) ?? [...events.sent].sort((a, b) => a - b)).toEqual(
          Array.from({ length: count }, (_, i) => i + 1),
        );
        expect([...events.settled].sort()).toEqual([...events.sent].sort());
        expect(peak()).toBeLessThanOrEqual(sizes.window);
      },
    ),
  );
});

it('who is barred at the last look is not handed over', async () => {
  const { pipeline, events } = rig(20, () => ok, { barred: (id) => id % 2 === 0 });
  const tally = await pipeline.run();
  expect(tally).toMatchObject({ sent: 10, skipped: 10 });
  expect(events.sent.every((id) => id % 2 === 1)).toBe(true);
});

it('stops at the first sign that the account is broken, and gives back what was not handed over', async () => {
  const { pipeline, events } = rig(50, (id) => (id === 1 ? { kind: 'unavailable', reason: 'down' } : ok), {
    claim: 10,
    sizes: { window: 2 },
  });
  await pipeline.run();
  expect(pipeline.unavailable?.reason).toBe('down');
  expect(events.sent.length).toBeLessThan(10);
  expect([...events.settled, ...events.released].length).toBeGreaterThanOrEqual(events.marked.length);
});

it('an exception of the transport is an unknown fate, not a lost item', async () => {
  const { pipeline, events } = rig(3, (id) => {
    if (id === 2) throw new Error('bug');
    return ok;
  });
  expect((await pipeline.run()).sent).toBe(2);
  expect(events.settled).toHaveLength(3);
});

it('writes down a batch at a time, and the rest once everything has come', async () => {
  const { pipeline, events } = rig(25, () => ok, {
    claim: 25,
    sizes: { window: 40, batch: 10, patience: 10_000 },
  });
  await pipeline.run();
  expect(events.settlements.reduce((sum, size) => sum + size, 0)).toBe(25);
  expect(Math.max(...events.settlements)).toBeGreaterThanOrEqual(10);
  expect(events.settlements.length).toBeLessThanOrEqual(3);
});

it('does not wait for a batch for longer than its patience: a slow peer loses nothing', async () => {
  let answer: () => void = () => undefined;
  const slow = new Promise<void>((resolve) => (answer = resolve));
  const { pipeline, events } = rig(12, () => ok, {
    claim: 12,
    sizes: { window: 40, batch: 10, patience: 1 },
  });
  const { send } = pipeline['compiled'].transport;
  pipeline['compiled'].transport.send = async (message) => {
    if (message === 12) await slow;
    return send(message);
  };
  const done = pipeline.run();
  while (events.settled.length < 11) await new Promise((resolve) => setImmediate(resolve));
  answer();
  expect((await done).sent).toBe(12);
});

it('is told to stop: gives back what nobody was handed, and finishes what is in flight', async () => {
  const stop = new AbortController();
  let answer: () => void = () => undefined;
  let recalled = 0;
  const { pipeline, events } = rig(50, () => ok, {
    claim: 50,
    sizes: { window: 20, batch: 5 },
    stop: stop.signal,
    recall: () => (recalled += 1),
    until: new Promise<void>((resolve) => (answer = resolve)),
  });
  const done = pipeline.run();
  while (events.sent.length < 20) await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  answer();
  expect((await done).sent).toBe(20);
  expect(recalled).toBe(1);
  expect(events.settled).toHaveLength(20);
  expect(events.released).toHaveLength(30);
});
