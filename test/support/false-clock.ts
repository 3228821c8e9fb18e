import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { requireBinary } from './binaries.js';

/** A clock of a process that a test may set wrong, and set right again, while the process runs (libfaketime). */
export class FalseClock {
  private static library: string | undefined;

  /** @param file where it stands how wrong the clock is. */
  constructor(private readonly file: string) {
    FalseClock.library ??= pathOfLibrary();
    this.set(0);
  }

  /** @param hours by which it is fast, or slow when below zero. */
  set(hours: number): void {
    writeFileSync(this.file, `${hours < 0 ? '' : '+'}${hours}h\n`);
  }

  /** For the process that is to live by it. Timers, which count from the start of the machine, stay as they are. */
  environment(): Record<string, string> {
    return {
      LD_PRELOAD: FalseClock.library!,
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }
}

function pathOfLibrary(): string {
  const faketime = requireBinary('faketime', 'faketime');
  return execFileSync(faketime, ['-m', '-f', '+0', 'printenv', 'LD_PRELOAD']).toString().trim();
}
