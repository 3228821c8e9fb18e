import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Moments } from '../support/moments.js';
import { chanceOfRun } from '../support/random.js';
import { SendingCluster } from '../support/sending-cluster.js';

const MESSAGES = 10_000;
const KILLS = 10;
const NODES_TAKEN = 4;
/** Milliseconds that the peer takes for a message, at most. */
const SLOWNESS = 400;
const PATIENCE = 900_000;

/** Promise 1 on three databases that are one. */
let cluster: SendingCluster;
const chance = chanceOfRun('cluster');

beforeAll(async () => {
  cluster = await SendingCluster.start(chance);
}, 180_000);

afterAll(() => cluster?.stop(), 180_000);

it(
  `a server and workers on three nodes, of which ${KILLS} are killed, and nodes taken away ${NODES_TAKEN} times: nobody twice, nobody missing`,
  async () => {
    const { bench } = cluster;
    const delivery = await bench.queued(MESSAGES);
    bench.slowDown(chance, SLOWNESS);
    await cluster.startAll();
    const kills = new Moments(chance, KILLS, MESSAGES, () => cluster.killSomebody());
    const nodesTaken = new Moments(chance, NODES_TAKEN, MESSAGES, () => cluster.takeNode());
    await bench.untilDone(delivery, PATIENCE, async () => {
      await kills.meet(bench.sink.seen.length);
      await nodesTaken.meet(bench.sink.seen.length);
    });
    await cluster.whole();
    expect([kills.done, nodesTaken.done]).toEqual([KILLS, NODES_TAKEN]);
    const { arrived } = await bench.judge(delivery, cluster.mostInDoubt + cluster.mostCutOff);
    // Who only lost its node waits for one with what it knows: nothing that it handed over is in doubt.
    expect(arrived).toBeLessThanOrEqual(cluster.mostInDoubt);
    const [first, ...others] = await cluster.askAll('SELECT id, status FROM queue_item ORDER BY id');
    for (const other of others) expect(other).toEqual(first);
  },
  PATIENCE,
);
