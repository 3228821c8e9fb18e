import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@facteur/platform';
import { expectAllOnce, grant, openToAsk, queueMailing, untilTaken } from './delivery.js';
import { LETTER } from './letter.js';
import { FacteurProcess, machineSeconds, processorSeconds } from './processes.js';
import { Sink } from './sink.js';
import { MariaDb, openFacteur, table } from './support.js';

/**
 * 1, 2 and 4 workers on one queue in MariaDB (SQLite serves one process), each with as many connections as one alone:
 * messages a second beside those of one worker, and where the processor's time goes. Nobody is left out and nobody gets
 * it twice, or the bench fails. Measured from the first tenth to the ninth, since workers begin and end one by one.
 */
const MESSAGES = Number(process.argv[2] ?? 30_000);
const WORKERS = [1, 2, 4, 1];
const WARM_UP = 3_000;

interface Moment {
  taken: number;
  at: number;
  workers: number[];
  database: number;
  sink: number;
  machine: number;
  statements: number;
  waits: number;
}

async function measure(server: MariaDb, workers: number) {
  const sink = await Sink.start();
  const facteur = await openFacteur(server, sink.url);
  const warmUp = await queueMailing(facteur, { prefix: 'w', count: WARM_UP, body: LETTER });
  const mailing = await queueMailing(facteur, { prefix: 'm', count: MESSAGES, body: LETTER });
  await facteur.app.close();
  const { ask, close } = await openToAsk(facteur.databaseUrl);
  const senders = Array.from({ length: workers }, () => FacteurProcess.start('worker', facteur.environment));
  try {
    // Each has seen the queue, and none has anything to do before all have.
    while (
      Number((await ask.query<{ total: number }>('SELECT COUNT(*) AS total FROM sender'))[0]!.total) < workers
    )
      await pause(50);
    await grant(ask, warmUp);
    await untilTaken(sink, WARM_UP, senders);
    await grant(ask, mailing);
    const look = () => momentOf(server, ask, sink, senders);
    await untilTaken(sink, WARM_UP + MESSAGES * 0.1, senders);
    const first = await look();
    await untilTaken(sink, WARM_UP + MESSAGES * 0.9, senders);
    const last = await look();
    await untilTaken(sink, WARM_UP + MESSAGES, senders);
    await expectAllOnce(ask, mailing, MESSAGES, () => sink.taken - WARM_UP);
    return { workers, ...between(first, last) };
  } finally {
    for (const sender of senders) await sender.stop();
    sink.stop();
    await close();
    facteur.remove();
  }
}

async function momentOf(
  server: MariaDb,
  ask: Database,
  sink: Sink,
  senders: FacteurProcess[],
): Promise<Moment> {
  const status = await ask.query<{ name: string; value: string }>(
    `SELECT VARIABLE_NAME AS name, VARIABLE_VALUE AS value FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME IN ('QUESTIONS', 'INNODB_ROW_LOCK_TIME')`,
  );
  const numberOf = (name: string) => Number(status.find((one) => one.name === name)!.value);
  return {
    taken: sink.taken,
    at: performance.now() / 1000,
    workers: senders.map(({ pid }) => processorSeconds(pid)),
    database: processorSeconds(server.pid),
    sink: processorSeconds(sink.pid),
    machine: machineSeconds(),
    statements: numberOf('QUESTIONS'),
    waits: numberOf('INNODB_ROW_LOCK_TIME'),
  };
}

/** Of each second how much, and of each message how much. */
function between(first: Moment, last: Moment) {
  const seconds = last.at - first.at;
  const messages = last.taken - first.taken;
  const workers = last.workers.map((used, i) => used - first.workers[i]!);
  const all = workers.reduce((sum, used) => sum + used, 0);
  return {
    rate: messages / seconds,
    share: {
      eachWorker: all / workers.length / seconds,
      database: (last.database - first.database) / seconds,
      sink: (last.sink - first.sink) / seconds,
      machine: (last.machine - first.machine) / seconds,
    },
    each: {
      workers: (all * 1000) / messages,
      database: ((last.database - first.database) * 1000) / messages,
      statements: (last.statements - first.statements) / messages,
      waits: (last.waits - first.waits) / messages,
    },
  };
}

const percent = (share: number) => `${Math.round(share * 100)} %`;

const server = await MariaDb.start();
try {
  const all = [];
  for (const workers of WORKERS) all.push(await measure(server, workers));
  const ofOne = all.filter(({ workers }) => workers === 1);
  const baseline = ofOne.reduce((sum, { rate }) => sum + rate, 0) / ofOne.length;
  table(
    `${MESSAGES} messages of 40 kB on MariaDB, 10 connections a worker; all sent, nobody twice, in queue, log and at the peer`,
    all.map(({ workers, rate, share, each }) => ({
      workers,
      'messages/s': Math.round(rate),
      'times one worker': (rate / baseline).toFixed(2),
      aim: workers === 1 ? '' : 'no loss',
      'processor: each worker': percent(share.eachWorker),
      database: percent(share.database),
      peer: percent(share.sink),
      'whole machine': percent(share.machine),
      'ms a message: workers': each.workers.toFixed(2),
      'ms: database': each.database.toFixed(2),
      'ms: row locks': each.waits.toFixed(2),
      statements: each.statements.toFixed(2),
    })),
  );
} finally {
  await server.stop();
}
