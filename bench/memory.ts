import { expectAllOnce, grant, openToAsk, queueMailing, untilTaken } from './delivery.js';
import { LETTER } from './letter.js';
import { FacteurProcess, residentMegabytes } from './processes.js';
import { Sink } from './sink.js';
import { freePort, MariaDb, openFacteur, table } from './support.js';

/**
 * What the process that sends has in memory while it sends a million letters of 40 kB, beside the same process with ten
 * thousand in the same run: it must not grow with the mailing. On MariaDB a worker sends, on SQLite the server, which is
 * the one process there is. Arguments: how many (1,000,000), on which databases (MariaDB,SQLite), and "small" for
 * letters of a line, which go out faster than the others: of those more are under way in a second.
 */
const MESSAGES = Number(process.argv[2] ?? 1_000_000);
const DATABASES = process.argv[3]?.split(',') ?? ['MariaDB', 'SQLite'];
const [body, words] =
  process.argv[4] === 'small'
    ? ['<p>Dear {{person.firstName}}, <a href="https://shop.example/">have a look</a></p>', 'a line']
    : [LETTER, '40 kB'];
const BASELINE = 10_000;
const MOST_MEGABYTES = 250;
/** Milliseconds between two looks; the ten thousand are over after a few seconds. */
const EVERY = 200;

interface Sample {
  taken: number;
  megabytes: number;
}

async function measure(name: string, count: number) {
  const server = name === 'MariaDB' ? await MariaDb.start() : undefined;
  const sink = await Sink.start();
  const facteur = await openFacteur(server, sink.url);
  const mailing = await queueMailing(facteur, { prefix: 'm', count, body });
  await grant(facteur.database, mailing);
  // SQLite is one process's.
  await facteur.app.close();
  const sender = FacteurProcess.start(server ? 'worker' : 'server', {
    ...facteur.environment,
    ...{ HOST: '127.0.0.1', PORT: String(await freePort()) },
  });
  try {
    await untilTaken(sink, 1, [sender]);
    const begun = performance.now();
    const samples: Sample[] = [];
    const look = () => void samples.push({ taken: sink.taken, megabytes: residentMegabytes(sender.pid) });
    await untilTaken(sink, count, [sender], look, EVERY);
    const seconds = (performance.now() - begun) / 1000;
    const { ask, close } = await openToAsk(facteur.databaseUrl);
    await expectAllOnce(ask, mailing, count, () => sink.taken);
    await close();
    return { name, count, seconds, samples };
  } finally {
    await sender.stop();
    sink.stop();
    await server?.stop();
    facteur.remove();
  }
}

function row({ name, count, seconds, samples }: Awaited<ReturnType<typeof measure>>, baseline?: number) {
  const mean = (from: number, to: number) => {
    const some = samples.filter(({ taken }) => taken >= from * count && taken <= to * count);
    return some.reduce((sum, { megabytes }) => sum + megabytes, 0) / some.length;
  };
  const most = Math.max(...samples.map(({ megabytes }) => megabytes));
  return {
    what: `${name === 'MariaDB' ? 'a worker on MariaDB' : 'the server on SQLite'}, ${count}`,
    'messages/s': Math.round(count / seconds),
    'most, MB': Math.round(most),
    'aim, MB': MOST_MEGABYTES,
    'first tenth, MB': Math.round(mean(0, 0.1)),
    'fifth tenth, MB': Math.round(mean(0.4, 0.5)),
    'last tenth, MB': Math.round(mean(0.9, 1)),
    'most, times the baseline': baseline === undefined ? '' : (most / baseline).toFixed(2),
    looks: samples.length,
    most,
  };
}

const rows = [];
for (const name of DATABASES) {
  const { most: baseline, ...first } = row(await measure(name, BASELINE));
  const { most: _most, ...second } = row(await measure(name, MESSAGES), baseline);
  rows.push(first, second);
}
table(`Memory of the process that sends (RSS), letters of ${words}`, rows);
