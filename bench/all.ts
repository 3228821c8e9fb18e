import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * Every table, one after the other, in sizes that two cores manage in 25 minutes. docs/performance.md holds one run. What
 * needs longer is one command of its own: `npm run bench:memory` sends a million, `npm run bench:mailbox` reads 50,000,
 * `npm run bench:scale -- 10000000` asks of a log of ten million.
 */
const RUNS: [script: string, ...args: string[]][] = [
  ['send', '3000'],
  ['queue-build', '300000'],
  ['hits', '4'],
  ['memory', '40000'],
  ['workers', '10000'],
  ['mailbox', '5000'],
  ['analytics', '100000', '20'],
  ['scale', '500000'],
  ['clean-up', '20000'],
  ['import', '30000'],
  ['bounces'],
];

const minutesSince = (begun: number) => ((performance.now() - begun) / 60_000).toFixed(1);

const begun = performance.now();
const times: Record<string, string>[] = [];
for (const [script, ...args] of RUNS) {
  const started = performance.now();
  const child = spawn(process.execPath, ['--expose-gc', join(import.meta.dirname, `${script}.js`), ...args], {
    stdio: 'inherit',
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  times.push({ table: [script, ...args].join(' '), minutes: minutesSince(started) });
  if (code !== 0) {
    console.error(`${script} failed (${code}).`);
    process.exitCode = 1;
  }
}
console.table(times);
console.log(`\nAll tables in ${minutesSince(begun)} minutes; 25 are the most.`);
