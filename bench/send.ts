import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CONNECTIONS,
  facteur,
  type Measured,
  plainLoop,
  smtpSource,
  WARM_UP,
  type Way,
} from './send-contenders.js';
import { freePort, MariaDb, requireBinary, table, whenListening } from './support.js';

/**
 * Messages a second from claim to log, in turns with a plain pooled nodemailer loop without a database in the same run,
 * and Postfix's smtp-source as the limit. The peer is another process.
 */
const MESSAGES = Number(process.argv[2] ?? 3_000);
/** The contenders take turns: a machine that is shared has slow minutes. */
const ROUNDS = 2;

interface Comparison {
  what: string;
  way: Omit<Way, 'port'>;
  /** Milliseconds by which each answer of the peer is late. */
  delay?: number;
  /** Of what takes long. */
  share?: number;
  /** Times the loop: SQLite, MariaDB. */
  aims: [number, number];
}

const folder = mkdtempSync(join(tmpdir(), 'facteur-bench-tls-'));
const dkimKey = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey;

const COMPARISONS: Comparison[] = [
  { what: 'plain', way: {}, aims: [4, 3] },
  { what: 'with TLS', way: { encrypted: true }, aims: [2, 2] },
  { what: 'with DKIM (RSA 2048)', way: { dkimKey }, aims: [4, 4] },
  { what: 'answers come 20 ms late', way: {}, delay: 20, share: 0.3, aims: [3, 3] },
];

async function main(): Promise<void> {
  const { certificate } = selfSigned();
  const server = await MariaDb.start();
  try {
    for (const comparison of COMPARISONS) await compare(comparison, server, certificate);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

async function compare(
  { what, way: of, delay, share = 1, aims }: Comparison,
  server: MariaDb,
  certificate: string,
): Promise<void> {
  const port = await freePort();
  const peer = startPeer(port, delay, of.encrypted ? certificate : undefined);
  try {
    await whenListening(port);
    const way = { port, ...of };
    const count = Math.round(MESSAGES * share);
    await plainLoop(way, WARM_UP);
    const loops: number[] = [];
    const ours = { sqlite: [] as Measured[], maria: [] as Measured[] };
    for (let round = 0; round < ROUNDS; round++) {
      loops.push(await plainLoop(way, count));
      ours.sqlite.push(await facteur(undefined, way, count));
      loops.push(await plainLoop(way, count));
      ours.maria.push(await facteur(server, way, count));
    }
    loops.push(await plainLoop(way, count));
    const [sqlite, maria] = [meanOf(ours.sqlite), meanOf(ours.maria)];
    const limit = of.encrypted || delay ? undefined : await smtpSource(way, count * 2);
    const baseline = mean(loops);
    const row = (name: string, rate: number, aim?: number, processor?: number) => ({
      what: name,
      'messages/s': Math.round(rate),
      'times the loop': (rate / baseline).toFixed(2),
      aim: aim === undefined ? '' : String(aim),
      'of smtp-source': limit === undefined ? '' : (rate / limit).toFixed(2),
      'processor, ms a message': processor === undefined ? '' : processor.toFixed(2),
    });
    table(`${count} messages of 40 kB, ${CONNECTIONS} connections: ${what}`, [
      ...loops.map((rate, i) => row(`plain nodemailer loop, ${i + 1} of ${loops.length}`, rate)),
      row(`Facteur on SQLite, mean of ${ROUNDS}`, sqlite.rate, aims[0], sqlite.processor),
      row(`Facteur on MariaDB, mean of ${ROUNDS}`, maria.rate, aims[1], maria.processor),
      ...(limit === undefined ? [] : [row('smtp-source', limit)]),
    ]);
  } finally {
    peer.kill();
  }
}

const mean = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

const meanOf = (all: Measured[]): Measured => ({
  rate: mean(all.map(({ rate }) => rate)),
  processor: mean(all.map(({ processor }) => processor)),
});

/** Postfix's where it can do what is asked for. */
function startPeer(port: number, delay?: number, certificate?: string): ChildProcess {
  if (delay || certificate)
    return spawn(process.execPath, [
      join(import.meta.dirname, 'peer.js'),
      ...[String(port), String(delay ?? 0), ...(certificate ? [certificate] : [])],
    ]);
  return spawn(
    requireBinary('smtp-sink', 'postfix'),
    [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), `127.0.0.1:${port}`, '1000'],
    { stdio: 'ignore' },
  );
}

function selfSigned(): { certificate: string } {
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')];
  execFileSync(
    requireBinary('openssl', 'openssl'),
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, '-subj', '/CN=localhost'],
    { stdio: 'pipe' },
  );
  return { certificate: folder };
}

await main();
