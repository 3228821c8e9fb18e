import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { requireBinary } from './binaries.js';
import { freePort, whenListening } from './ports.js';

const WITHOUT_WAITING = [
  '--innodb-flush-method=nosync',
  '--innodb-flush-log-at-trx-commit=2',
  '--sync-frm=0',
];

/** In bytes. */
const ENOUGH = 3 * 1024 ** 3;

/** A folder in memory where there is enough of it, the disk's else. */
function placeInMemory(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm');
    return bavail * bsize >= ENOUGH ? '/dev/shm' : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** A throwaway MariaDB on a free loopback port, with a data folder of its own. */
export class MariaDb {
  private process: ChildProcess | undefined;

  private constructor(
    private readonly binary: string,
    private readonly folder: string,
    readonly port: number,
    private readonly isThrowaway: boolean,
    private readonly options: readonly string[],
  ) {}

  /** @param options of mariadbd @param isThrowaway nobody asks what is left of it after a power cut: it waits for no disk */
  static async start({ isThrowaway = false, options = [] as readonly string[] } = {}): Promise<MariaDb> {
    const binary = requireBinary('mariadbd', 'mariadb-server');
    const install = requireBinary('mariadb-install-db', 'mariadb-server');
    const folder = mkdtempSync(join(isThrowaway ? placeInMemory() : tmpdir(), 'facteur-mariadb-'));
    const root = process.getuid?.() === 0;
    const data = join(folder, 'data');
    if (root) {
      chmodSync(folder, 0o755);
      execFileSync('chown', ['mysql', folder]);
    }
    execFileSync(
      install,
      [
        '--no-defaults',
        `--datadir=${data}`,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
        ...(root ? ['--user=mysql'] : []),
      ],
      { stdio: 'pipe', cwd: dirname(folder) },
    );
    // A server that starts deletes the temporary tables of whoever shares its folder for them.
    const temporary = join(folder, 'tmp');
    mkdirSync(temporary);
    if (root) execFileSync('chown', ['mysql', temporary]);
    const server = new MariaDb(binary, folder, await freePort(), isThrowaway, options);
    await server.launch();
    return server;
  }

  /** Also used to bring it back after {@link kill}. */
  async launch(): Promise<void> {
    const root = process.getuid?.() === 0;
    this.process = spawn(
      this.binary,
      [
        '--no-defaults',
        `--datadir=${join(this.folder, 'data')}`,
        `--port=${this.port}`,
        '--bind-address=127.0.0.1',
        `--tmpdir=${join(this.folder, 'tmp')}`,
        `--socket=${join(this.folder, 'socket')}`,
        `--pid-file=${join(this.folder, 'pid')}`,
        '--character-set-server=utf8mb4',
        '--innodb-buffer-pool-size=256M',
        '--innodb-log-file-size=128M',
        '--max-connections=400',
        '--skip-name-resolve',
        ...(this.isThrowaway ? WITHOUT_WAITING : []),
        ...this.options,
        ...(root ? ['--user=mysql'] : []),
      ],
      { stdio: 'ignore' },
    );
    await whenListening(this.port);
  }

  get pid(): number {
    return this.process!.pid!;
  }

  url(database: string): string {
    return `mysql://root@127.0.0.1:${this.port}/${database}`;
  }

  /** Gone from one moment to the next, as in a power cut. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { process: child } = this;
    if (!child || child.exitCode !== null || child.signalCode) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await exited;
  }
}
