import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { Moments } from '../support/moments.js';
import { chanceOfRun } from '../support/random.js';
import { SendingCluster } from '../support/sending-cluster.js';

const CAP = 3_000;
const KILLS = 4;
const NODES_TAKEN = 2;
/** Milliseconds that the peer takes for a message, at most. */
const SLOWNESS = 200;
const PATIENCE = 600_000;

/** The hourly cap is one for all processes, whichever node they ask; and no test takes an hour. */
let cluster: SendingCluster;
const chance = chanceOfRun('cap');

beforeAll(async () => {
  cluster = await SendingCluster.start(chance);
  await cluster.bench.app.patch('/settings/outbound-email', { maxPerHour: CAP });
  cluster.bench.slowDown(chance, SLOWNESS);
}, 180_000);

afterAll(() => cluster?.stop(), 180_000);

/** What counts against the cap, and what is being handed over. */
async function usage(): Promise<{ counted: number; sending: number }> {
  const [row] = await cluster.bench.ask<{ counted: string; sending: string }>(
    `SELECT SUM(sent_at IS NOT NULL) AS counted, SUM(status = 'Sending') AS sending FROM queue_item`,
  );
  return { counted: Number(row!.counted), sending: Number(row!.sending) };
}

/** Ends when the cap is used up, and runs since then have sent nothing more. */
async function untilUsedUp(meanwhile: () => Promise<void>): Promise<void> {
  const usedUp = async () => {
    await meanwhile();
    const { counted, sending } = await usage();
    return counted >= CAP && sending === 0;
  };
  await eventually('the cap is used up', usedUp, { patience: PATIENCE });
  await cluster.whole();
  const { runs } = cluster;
  await eventually('two more runs have ended', () => cluster.runs >= runs + 2);
}

it(
  'the hourly cap is exact while senders and nodes are killed',
  async () => {
    await cluster.bench.mailing(2 * CAP);
    await cluster.startAll();
    const kills = new Moments(chance, KILLS, CAP, () => cluster.killSomebody());
    const nodesTaken = new Moments(chance, NODES_TAKEN, CAP, () => cluster.takeNode());
    await untilUsedUp(async () => {
      await kills.meet(cluster.bench.sink.seen.length);
      await nodesTaken.meet(cluster.bench.sink.seen.length);
    });
    expect([kills.done, nodesTaken.done]).toEqual([KILLS, NODES_TAKEN]);
    const { seen } = cluster.bench.sink;
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeLessThanOrEqual(CAP);
    // Messages of whom nobody knows count as sent: they may have been.
    expect((await usage()).counted).toBe(CAP);
  },
  PATIENCE,
);
