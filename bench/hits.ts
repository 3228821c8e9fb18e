import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeWorld, type World } from './hits-world.js';
import { FacteurProcess } from './processes.js';
import { Sink } from './sink.js';
import { freePort, MariaDb, table, whenListening } from './support.js';

/**
 * Opens and clicks a second, and how long the slowest hundredth waits, beside a constant route of the same server before
 * and after; while nothing else goes on, and while a mailing of letters of 40 kB is sent. Load generator, server, worker,
 * database and peer share the machine.
 */
const SECONDS = Number(process.argv[2] ?? 8);
const CONNECTIONS = 20;
/** Nobody sends more in a second: the mailing lasts longer than the load. */
const MOST_SENT = 2_500;
const WARM_UP = 2;

interface Load {
  requests: { average: number };
  latency: { p99: number };
  non2xx: number;
  errors: number;
}
const autocannon = createRequire(import.meta.url)('autocannon') as (options: object) => Promise<Load>;

interface Case {
  what: string;
  on: 'SQLite' | 'MariaDB';
  /** Takes the recording off the server's hands, since it has the same folder. */
  workerRecords?: boolean;
}

const CASES: Case[] = [
  { what: 'SQLite, the server does everything', on: 'SQLite' },
  { what: 'MariaDB, the server records', on: 'MariaDB' },
  { what: 'MariaDB, a worker records', on: 'MariaDB', workerRecords: true },
];
/** Of the constant route: of a server that records too, and of one that only answers. */
const AIMS = { records: 0.4, answers: 0.6 };

async function load(port: number, paths: string[], duration = SECONDS): Promise<Load> {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections: CONNECTIONS,
    duration,
    requests: paths.map((path) => ({
      path,
      headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' },
    })),
  });
  if (result.errors) throw new Error(`${result.errors} requests were not answered`);
  return result;
}

/** Server and, where it is wanted, worker of a case, for as long as they are needed. */
async function withProcesses(
  { on, workerRecords }: Case,
  world: World,
  sending: boolean,
  work: (port: number) => Promise<void>,
): Promise<void> {
  const port = await freePort();
  const own = mkdtempSync(join(tmpdir(), 'facteur-bench-worker-'));
  const processes: FacteurProcess[] = [];
  // A server goes on, when it starts, with what was granted; on MariaDB that is to be the worker's.
  if (sending && on === 'SQLite') await world.grant();
  processes.push(
    FacteurProcess.start('server', { ...world.environment, HOST: '127.0.0.1', PORT: String(port) }),
  );
  try {
    await whenListening(port);
    if (workerRecords) processes.push(FacteurProcess.start('worker', world.environment));
    else if (sending && on === 'MariaDB')
      processes.push(FacteurProcess.start('worker', { ...world.environment, DATA_DIR: own }));
    if (sending) await world.grant();
    await work(port);
    for (const one of processes) one.stillRuns();
  } finally {
    for (const one of processes) await one.stop();
    rmSync(own, { recursive: true });
  }
}

async function measure(one: Case, world: World, sink: Sink, sending: boolean) {
  const rows: Record<string, string | number>[] = [];
  const what = sending ? 'while a mailing is sent' : 'nothing is sent';
  const aim = one.workerRecords ? AIMS.answers : AIMS.records;
  await withProcesses(one, world, sending, async (port) => {
    const before = sink.taken;
    await load(port, ['/health/live'], WARM_UP);
    while (sending && sink.taken === before) await load(port, ['/health/live'], 1);
    const watched = async (paths: string[]) => {
      const [hits, taken] = [await world.recorded(), sink.taken];
      const result = await load(port, paths);
      const recorded = (await world.recorded()) - hits;
      return { ...result, recorded, sent: (sink.taken - taken) / SECONDS };
    };
    const constant = [await watched(['/health/live'])];
    const loads = [
      ['opens', await watched(world.paths.opens)],
      ['clicks', await watched(world.paths.clicks)],
    ] as const;
    constant.push(await watched(['/health/live']));
    const baseline = constant.reduce((sum, { requests }) => sum + requests.average, 0) / constant.length;
    const row = (
      name: string,
      { requests, latency, sent, recorded }: (typeof constant)[0],
      aim?: number,
    ) => ({
      what: `${what}: ${name}`,
      'a second': Math.round(requests.average),
      'of the constant route': (requests.average / baseline).toFixed(2),
      aim: aim === undefined ? '' : aim.toFixed(2),
      'p99, ms': latency.p99,
      'recorded meanwhile':
        aim === undefined ? '' : `${Math.round((recorded / requests.average / SECONDS) * 100)} %`,
      'sent a second': sending ? Math.round(sent) : '',
    });
    rows.push(
      row('a constant route before', constant[0]!),
      ...loads.map(([name, result]) => row(name, result, aim)),
      row('a constant route after', constant[1]!),
    );
    if (sending && constant[1]!.sent === 0) throw new Error('The mailing was over before the load was');
  });
  return rows;
}

const server = await MariaDb.start();
const sink = await Sink.start();
try {
  for (const one of CASES) {
    const waiting = MOST_SENT * (WARM_UP + 4 * SECONDS);
    const world = await makeWorld(one.on === 'MariaDB' ? server : undefined, sink, waiting);
    const rows = [...(await measure(one, world, sink, false)), ...(await measure(one, world, sink, true))];
    table(
      `${one.what}: ${CONNECTIONS} connections, ${SECONDS} s each, 1000 letters hit again and again`,
      rows,
    );
    await world.close();
  }
} finally {
  sink.stop();
  await server.stop();
}
