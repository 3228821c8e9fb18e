import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { ROOT } from './root.js';

/** A process of the product as an operator starts it, with nothing in its environment but what a test gives. */
export class Running {
  private text = '';
  readonly exit: Promise<number | null>;

  private constructor(
    private readonly child: ChildProcess,
    /** Its own, empty at the start. */
    readonly folder: string,
  ) {
    for (const stream of [child.stdout!, child.stderr!])
      stream.on('data', (chunk: Buffer) => (this.text += chunk.toString()));
    this.exit = new Promise((resolve) => child.once('exit', resolve));
  }

  /**
   * @param script from the root of the repository
   * @param cwd where it is started, unless that is to be its own folder
   */
  static start(script: string, env: Record<string, string>, args: string[] = [], cwd?: string): Running {
    const folder = mkdtempSync(join(tmpdir(), 'facteur-process-'));
    const child = spawn(process.execPath, [join(ROOT, script), ...args], {
      cwd: cwd ?? folder,
      env: { PATH: process.env.PATH!, ...env },
    });
    return new Running(child, folder);
  }

  output(): string {
    return this.text;
  }

  /** @throws Error with what it said instead. */
  async says(wanted: RegExp): Promise<void> {
    let ended = false;
    void this.exit.then(() => (ended = true));
    const heard = () => wanted.test(this.text) || ended;
    await eventually(`it says ${wanted}`, heard, { patience: 60_000 }).catch(() => undefined);
    if (!wanted.test(this.text)) throw new Error(`Never said ${wanted}:\n${this.text}`);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGTERM');
      await this.exit;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
