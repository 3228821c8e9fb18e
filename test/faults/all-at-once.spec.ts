import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { MariaDb } from '../support/mariadb.js';
import { Moments } from '../support/moments.js';
import { chanceOfRun } from '../support/random.js';
import { IN_FLIGHT, SendingBench } from '../support/sending-bench.js';

const SENDERS = 4;
const MESSAGES = 20_000;
const KILLS = 40;
const DATABASE_KILLS = 3;
const JUMPS = 10;
const CUT_SHARE = 0.06;
/** Milliseconds that the peer takes for a message, at most. */
const SLOWNESS = 200;
const PATIENCE = 1_800_000;

/** Faults that meet: a sender that was taken for dead while its database was away, lives on, and is killed. */
let server: MariaDb;
let bench: SendingBench;
const chance = chanceOfRun('all at once');

beforeAll(async () => {
  ({ server, bench } = await SendingBench.withServer());
  await bench.senders.startSome(SENDERS);
}, 120_000);

afterAll(async () => {
  await bench?.stop();
  await server?.stop();
});

it(
  'workers and their database are killed, the peer hangs up, and clocks jump, in one delivery',
  async () => {
    const whim = chance.another();
    bench.slowDown(chance, SLOWNESS);
    bench.sink.cutOf = () =>
      whim.chance(CUT_SHARE) ? whim.pick(['MAIL', 'DATA', 'unaccepted', 'accepted']) : undefined;
    const delivery = await bench.queued(MESSAGES);
    const harm = [
      new Moments(chance, KILLS, MESSAGES, () => bench.killOne(chance)),
      new Moments(chance, DATABASE_KILLS, MESSAGES, async () => {
        await server.kill();
        await pause(chance.below(5_000));
        await server.launch();
        return true;
      }),
      new Moments(chance, JUMPS, MESSAGES, (jump) => {
        bench.senders.jump(chance, jump === JUMPS - 1);
        return true;
      }),
    ];
    await bench.untilDone(delivery, PATIENCE, async () => {
      for (const one of harm) await one.meet(bench.sink.seen.length);
    });
    expect(harm.map(({ done }) => done)).toEqual([KILLS, DATABASE_KILLS, JUMPS]);
    const killed = KILLS + DATABASE_KILLS * SENDERS;
    await bench.judge(delivery, killed * IN_FLIGHT + bench.sink.cuts.length);
  },
  PATIENCE,
);
