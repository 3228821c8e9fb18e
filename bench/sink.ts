import { type ChildProcess, spawn } from 'node:child_process';
import { endWithBench } from './processes.js';
import { freePort, requireBinary, whenListening } from './support.js';

/** Postfix's smtp-sink: takes everything, throws it away, and tells how many it took. A process of its own. */
export class Sink {
  /** Messages that were answered for. */
  taken = 0;

  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {
    endWithBench(child);
    // It says so after every message, over the same line again and again.
    let text = '';
    child.stdout!.setEncoding('latin1').on('data', (chunk: string) => {
      text = (text + chunk).slice(-200);
      const [, latest] = /.*mesg=(\d+)\r/s.exec(text) ?? [];
      if (latest) this.taken = Number(latest);
    });
  }

  static async start(): Promise<Sink> {
    const port = await freePort();
    const child = spawn(
      requireBinary('smtp-sink', 'postfix'),
      ['-c', ...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), `127.0.0.1:${port}`, '1000'],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    await whenListening(port);
    return new Sink(child, port);
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}?security=none`;
  }

  get pid(): number {
    return this.child.pid!;
  }

  stop(): void {
    this.child.kill();
  }
}
