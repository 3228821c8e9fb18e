import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Every table, one after the other, in sizes that two cores manage in 25 minutes. docs/performance.md holds one run. */
const RUNS: [script: string, ...args: string[]][] = [
  ['send', '3000'],
  ['queue-build', '300000'],
  ['hits', '6'],
  ['mailbox', '5000'],
  ['analytics'],
  ['scale'],
  ['import'],
  ['bounces'],
];

const begun = performance.now();
for (const [script, ...args] of RUNS) {
  const child = spawn(process.execPath, ['--expose-gc', join(import.meta.dirname, `${script}.js`), ...args], {
    stdio: 'inherit',
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) {
    console.error(`${script} failed (${code}).`);
    process.exitCode = 1;
  }
}
console.log(`\nAll tables in ${Math.round((performance.now() - begun) / 60_000)} minutes.`);
