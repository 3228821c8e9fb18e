import mysql from 'mysql2/promise';
import { setTimeout as pause } from 'node:timers/promises';
import { GaleraCluster } from './galera.js';
import { freePort } from './ports.js';
import type { Running } from './process.js';
import type { Random } from './random.js';
import { IN_FLIGHT, SendingBench } from './sending-bench.js';

const NODES = 3;
const WORKERS = 4;
/** Milliseconds between two runs of the job; hourly in earnest. */
const BETWEEN_RUNS = 500;

/** A server on the first node of a cluster and workers on all, which send together while they and their nodes are killed. */
export class SendingCluster {
  /** The node that each asks. */
  private readonly nodeOf = new Map<Running, number>();
  private server: Running | undefined;
  private away: number | undefined;
  private comingBack: Promise<void> = Promise.resolve();
  private stopped = false;
  private running: Promise<void> = Promise.resolve();
  /** Messages of whom nobody may know, since their sender was killed. */
  mostInDoubt = 0;
  /** Messages that were about to be handed over when their sender lost its node. */
  mostCutOff = 0;
  /** Runs of the job that came to an end. */
  runs = 0;

  private constructor(
    private readonly cluster: GaleraCluster,
    readonly bench: SendingBench,
    private readonly port: number,
    private readonly chance: Random,
  ) {}

  static async start(chance: Random): Promise<SendingCluster> {
    const cluster = await GaleraCluster.start(NODES);
    await cluster.createDatabase('facteur');
    const place: { of?: SendingCluster } = {};
    const bench = await SendingBench.start(() => cluster.url(place.of?.living() ?? 0, 'facteur'));
    place.of = new SendingCluster(cluster, bench, await freePort(), chance);
    return place.of;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.comingBack;
    await this.bench.stop();
    await this.running;
    await this.cluster.stop();
  }

  /** The server, which is told again and again to run its job, and the workers, one node after the other. */
  async startAll(): Promise<void> {
    this.startServer();
    for (let i = 0; i < WORKERS; i++) this.startWorker((i + 1) % NODES);
    const jobId = await this.bench.app.jobOf('SendMassEmails');
    this.running = this.keepRunning(`http://127.0.0.1:${this.port}/api/v1/scheduled-jobs/${jobId}/run`);
  }

  /** Any node that is there. */
  living(): number {
    return this.away === 0 ? 1 : 0;
  }

  /** Kills the server or a worker, and starts another in its place. @returns false while none has started. */
  async killSomebody(): Promise<boolean> {
    const ready = this.bench.senders.ready();
    if (ready.length === 0) return false;
    const victim = this.chance.pick(ready);
    await this.replace(victim, this.nodeOf.get(victim)!);
    return true;
  }

  /**
   * Kills a node, or shuts it down, and brings it back after a while. Of the workers that asked it some are moved to another node, the
   * others wait for it. @returns false while one is away already.
   */
  async takeNode(): Promise<boolean> {
    if (this.away !== undefined) return false;
    const node = this.chance.below(NODES);
    this.away = node;
    if (this.chance.chance(0.5)) await this.cluster.kill(node);
    else await this.cluster.shutDown(node);
    const delay = this.chance.below(8_000);
    this.comingBack = pause(delay)
      .then(() => this.cluster.restart(node))
      .then(() => void (this.away = undefined));
    for (const sender of [...this.nodeOf.keys()].filter((one) => this.nodeOf.get(one) === node)) {
      this.mostCutOff += this.inFlightOf(sender);
      if (sender !== this.server && this.chance.chance(0.5)) await this.replace(sender, (node + 1) % NODES);
    }
    return true;
  }

  /** Ends when no node is away. @throws Error when one did not come back */
  async whole(): Promise<void> {
    await this.comingBack;
  }

  /** The same question to each node. */
  async askAll<Row>(sql: string): Promise<Row[][]> {
    const answers: Row[][] = [];
    for (let node = 0; node < NODES; node++) {
      const connection = await mysql.createConnection(this.cluster.url(node, 'facteur'));
      answers.push((await connection.query(sql))[0] as Row[]);
      await connection.end();
    }
    return answers;
  }

  private async replace(sender: Running, node: number): Promise<void> {
    this.mostInDoubt += this.inFlightOf(sender);
    this.nodeOf.delete(sender);
    await this.bench.senders.kill(sender);
    if (sender === this.server) this.startServer();
    else this.startWorker(node);
  }

  /** A server that has just started goes on with what was granted, beside the run that it is told to do. */
  private inFlightOf(sender: Running): number {
    return sender === this.server ? 2 * IN_FLIGHT : IN_FLIGHT;
  }

  private startWorker(node: number): void {
    const sender = this.bench.senders.start({ DATABASE_URL: this.cluster.url(node, 'facteur') });
    this.nodeOf.set(sender, node);
  }

  private startServer(): void {
    this.server = this.bench.senders.startServer(this.port, { DATABASE_URL: this.cluster.url(0, 'facteur') });
    this.nodeOf.set(this.server, 0);
  }

  /** A run that a fault ended, or whose server is gone, is begun anew. */
  private async keepRunning(url: string): Promise<void> {
    const headers = { authorization: `Bearer ${this.bench.app.token}` };
    while (!this.stopped) {
      await fetch(url, { method: 'POST', headers })
        .then(async (answer) => {
          await answer.text();
          if (answer.ok) this.runs += 1;
        })
        .catch(() => undefined);
      await pause(BETWEEN_RUNS);
    }
  }
}
