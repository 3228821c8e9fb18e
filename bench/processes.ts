import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
/** What /proc counts processor time in: USER_HZ, which is 100 wherever Linux runs on ordinary machines. */
const TICKS = 100;

const running = new Set<ChildProcess>();
let watching = false;

/** Nothing that a bench started outlives it, also when it is told to stop or fails. */
export function endWithBench(child: ChildProcess): void {
  if (!watching) {
    watching = true;
    process.on('exit', () => {
      for (const one of running) one.kill('SIGKILL');
    });
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
  }
  running.add(child);
  child.once('exit', () => running.delete(child));
}

/** A server or a worker as an operator starts it, with nothing in its environment but what is given. */
export class FacteurProcess {
  private readonly ended: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    endWithBench(child);
    this.ended = new Promise((resolve) => child.once('exit', resolve));
  }

  static start(of: 'server' | 'worker', environment: Record<string, string>): FacteurProcess {
    return new FacteurProcess(
      spawn(process.execPath, [join(ROOT, `apps/${of}/dist/main.js`)], {
        env: { PATH: process.env.PATH!, ...environment },
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    );
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** @throws Error when it is gone by itself: nobody would measure anything. */
  stillRuns(): void {
    if (this.child.exitCode !== null || this.child.signalCode)
      throw new Error(`A process of Facteur ended with ${this.child.exitCode ?? this.child.signalCode}`);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && !this.child.signalCode) this.child.kill('SIGTERM');
    await this.ended;
  }
}

/** Megabytes of a process that are in memory just now. */
export function residentMegabytes(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

/** Seconds of processor that a process has used so far. */
export function processorSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  // The name before it is in parentheses and may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Seconds that the cores of the machine were busy, with whatever it was: tells what else went on beside a run. */
export function machineSeconds(): number {
  const [, user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'latin1')
    .split('\n')[0]!
    .split(/\s+/)
    .map(Number);
  return (user! + nice! + system! + irq! + softirq!) / TICKS;
}
