import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { MariaDb } from '../support/mariadb.js';
import { Moments } from '../support/moments.js';
import { chanceOfRun } from '../support/random.js';
import { AT_FULL_LENGTH } from '../support/senders.js';
import { type Delivery, IN_FLIGHT, SendingBench } from '../support/sending-bench.js';
import type { Cut } from '../support/smtp-session.js';

/** Everyday, and at full length (`npm run test:faults`). */
const { senders, messages, kills, databaseKills, away, jumps, patience } = AT_FULL_LENGTH
  ? {
      senders: 4,
      messages: 20_000,
      kills: 100,
      databaseKills: 3,
      away: 5_000,
      jumps: 40,
      patience: 1_800_000,
    }
  : { senders: 3, messages: 400, kills: 2, databaseKills: 1, away: 1_000, jumps: 6, patience: 120_000 };
/** Milliseconds that the peer takes for a message, at most. */
const SLOWNESS = 200;
const CUT_SHARE = 0.06;
const BEFORE: Cut[] = ['MAIL', 'RCPT', 'DATA', 'unaccepted', 'unaccepted', 'unaccepted'];

/** Promise 1, whatever happens: nobody twice, nobody missing, and the log says what the peer saw. */
let server: MariaDb;
let bench: SendingBench;
const chance = chanceOfRun('faults');

beforeAll(async () => {
  ({ server, bench } = await SendingBench.withServer());
  await bench.senders.startSome(senders);
}, 120_000);

beforeEach(() => bench.sink.forget());

afterAll(async () => {
  await bench?.stop();
  await server?.stop();
});

/** Sends a mailing, and does something to it so many times meanwhile. */
async function deliver(
  times: number,
  harm: (done: number, delivery: Delivery) => Promise<boolean> | boolean,
): Promise<Delivery> {
  const delivery = await bench.queued(messages);
  const moments = new Moments(chance, times, messages, (done) => harm(done, delivery));
  await bench.untilDone(delivery, patience, () => moments.meet(bench.sink.seen.length));
  expect(moments.done).toBe(times);
  return delivery;
}

const by = (what: string, test: () => Promise<void>) => it(what, test, patience);

by(`workers that are killed, ${kills} times`, async () => {
  bench.slowDown(chance, SLOWNESS);
  const delivery = await deliver(kills, () => bench.killOne(chance));
  await bench.judge(delivery, kills * IN_FLIGHT);
});

by('a peer that hangs up before or after it has accepted a message', async () => {
  const whim = chance.another();
  bench.sink.cutOf = () => {
    if (!whim.chance(CUT_SHARE)) return undefined;
    return whim.chance(0.5) ? 'accepted' : whim.pick(BEFORE);
  };
  const delivery = await deliver(0, () => true);
  const cuts = bench.sink.cuts.length;
  expect(cuts).toBeGreaterThan((messages * CUT_SHARE) / 2);
  await bench.judge(delivery, cuts);
});

by(`a database that is killed and comes back, ${databaseKills} times`, async () => {
  bench.slowDown(chance, SLOWNESS);
  const delivery = await deliver(databaseKills, async () => {
    await server.kill();
    await pause(chance.below(away));
    await server.launch();
    return true;
  });
  const { arrived } = await bench.judge(delivery, databaseKills * senders * IN_FLIGHT);
  // What became of a message is known, and waits until it can be written down.
  expect(arrived).toBe(0);
});

by('workers that are told to stop: what is in flight is finished, the rest left to others', async () => {
  bench.slowDown(chance, SLOWNESS);
  const delivery = await deliver(1, async (_, half) => {
    const ends = await bench.senders.terminateAll();
    expect(ends.map(({ code }) => code)).toEqual(Array(senders).fill(0));
    expect(Math.max(...ends.map(({ took }) => took))).toBeLessThan(10_000);
    const { Sent = 0, Pending = 0, ...others } = await bench.counts(half);
    expect(others).toEqual({});
    expect([Sent, Sent + Pending]).toEqual([bench.sink.seen.length, messages]);
    await bench.senders.startSome(senders);
    return true;
  });
  await bench.judge(delivery, 0);
});

const byJumps = async () => {
  bench.slowDown(chance, SLOWNESS);
  const delivery = await deliver(jumps, (jump) => {
    bench.senders.jump(chance, jump === jumps - 1);
    return true;
  });
  await bench.judge(delivery, 0);
};
if (AT_FULL_LENGTH) by('workers whose clocks jump by an hour, back and forth', byJumps);
