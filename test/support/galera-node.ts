import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import mysql from 'mysql2/promise';
import { join } from 'node:path';
import { requireBinary } from './binaries.js';
import { eventually } from './eventually.js';
import { freePort } from './ports.js';

/** Where Debian and others keep the part that makes a server one of a cluster. */
const PROVIDERS = ['/usr/lib/galera/libgalera_smm.so', '/usr/lib64/galera-4/libgalera_smm.so'];

/** Ports of one node: for clients, for the group, and for what a node that comes back has missed (in parts, or whole). */
interface Ports {
  client: number;
  group: number;
  missed: number;
  whole: number;
}

/** One server of a {@link GaleraCluster}. */
export class GaleraNode {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly name: string,
    private readonly folder: string,
    private readonly ports: Ports,
  ) {}

  static async make(name: string, parent: string): Promise<GaleraNode> {
    const folder = join(parent, name);
    for (const path of [folder, join(folder, 'data'), join(folder, 'tmp')]) {
      mkdirSync(path);
      if (process.getuid?.() === 0) execFileSync('chown', ['mysql:', path]);
    }
    const ports = {
      client: await freePort(),
      group: await freePort(),
      missed: await freePort(),
      whole: await freePort(),
    };
    return new GaleraNode(name, folder, ports);
  }

  /** Where the others of the group find it. */
  get address(): string {
    return `127.0.0.1:${this.ports.group}`;
  }

  url(database: string): string {
    return `mysql://root@127.0.0.1:${this.ports.client}/${database}`;
  }

  /** An empty database, for the node that a cluster begins with. */
  install(): void {
    execFileSync(
      requireBinary('mariadb-install-db', 'mariadb-server'),
      [
        '--no-defaults',
        `--datadir=${join(this.folder, 'data')}`,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
      ],
      { stdio: 'pipe', cwd: this.folder, ...owner() },
    );
  }

  /**
   * Ends once the node takes part in the cluster and has all that the others have.
   *
   * @param group addresses of all nodes. @param first the cluster begins with this node
   */
  async launch(group: string[], first = false): Promise<void> {
    const options = this.options(group);
    const position = this.process && this.recoveredPosition(options);
    this.process = spawn(
      requireBinary('mariadbd', 'mariadb-server'),
      [
        ...options,
        `--log-error=${join(this.folder, 'log')}`,
        ...(first ? ['--wsrep-new-cluster'] : []),
        ...(position ? [`--wsrep-start-position=${position}`] : []),
      ],
      { stdio: 'ignore', cwd: this.folder, ...owner() },
    );
    await eventually(`${this.name} takes part in the cluster`, () => this.isSynced(), { patience: 180_000 });
  }

  /** Gone from one moment to the next, as in a power cut. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { process: child } = this;
    if (!child || child.exitCode !== null || child.signalCode) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await exited;
  }

  private async isSynced(): Promise<boolean> {
    const connection = await mysql.createConnection(this.url(''));
    try {
      const [rows] = await connection.query(
        `SHOW STATUS WHERE Variable_name IN ('wsrep_ready', 'wsrep_local_state_comment')`,
      );
      const values = (rows as { Value: string }[]).map((row) => row.Value);
      return values.includes('ON') && values.includes('Synced');
    } finally {
      connection.destroy();
    }
  }

  /** How far it had come before it was killed: so it needs only what it missed. As Debian's service does at each start. */
  private recoveredPosition(options: string[]): string | undefined {
    const binary = requireBinary('mariadbd', 'mariadb-server');
    const { stderr } = spawnSync(binary, [...options, '--wsrep-recover'], { cwd: this.folder, ...owner() });
    return /Recovered position:\s*([\w-]+:\d+)/.exec(stderr.toString())?.[1];
  }

  private options(group: string[]): string[] {
    const { client, missed, whole, group: own } = this.ports;
    return [
      '--no-defaults',
      `--datadir=${join(this.folder, 'data')}`,
      `--tmpdir=${join(this.folder, 'tmp')}`,
      `--socket=${join(this.folder, 'socket')}`,
      `--pid-file=${join(this.folder, 'pid')}`,
      `--port=${client}`,
      '--bind-address=127.0.0.1',
      '--character-set-server=utf8mb4',
      '--innodb-buffer-pool-size=128M',
      '--max-connections=400',
      '--skip-name-resolve',
      '--wsrep-on=ON',
      `--wsrep-provider=${PROVIDERS.find(existsSync)}`,
      '--wsrep-cluster-name=facteur',
      `--wsrep-cluster-address=gcomm://${group.join(',')}`,
      `--wsrep-node-name=${this.name}`,
      `--wsrep-node-address=127.0.0.1:${own}`,
      '--wsrep-sst-method=rsync',
      `--wsrep-sst-receive-address=127.0.0.1:${whole}`,
      `--wsrep-provider-options=${[
        `base_port=${own}`,
        `gmcast.listen_addr=tcp://127.0.0.1:${own}`,
        `ist.recv_addr=127.0.0.1:${missed}`,
      ].join(';')}`,
      // What the cluster asks for.
      '--binlog-format=ROW',
      '--innodb-autoinc-lock-mode=2',
    ];
  }
}

/** The server refuses to run as root, and so do the scripts by which nodes copy from each other. */
function owner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const number = (flag: string) => Number(execFileSync('id', [flag, 'mysql']));
  return { uid: number('-u'), gid: number('-g') };
}
