import 'reflect-metadata';
import { examine } from '@facteur/facteur';
import { fail } from './command.js';

/** `npm run doctor`: looks the installation over, whether the server starts or not; ends with 1 when something is broken. */
const USAGE = `npm run doctor
  A line a check: pass, warn, fail or unknown, and what to do. It works when the server does not start, and changes nothing.
  DATA_DIR, DATABASE_URL, APP_SECRET and the other variables as the server has them.`;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) return void process.stdout.write(`${USAGE}\n`);
  const count = { pass: 0, warn: 0, fail: 0, unknown: 0 };
  for await (const { code, state, detail } of examine(process.env)) {
    count[state] += 1;
    process.stdout.write(
      `${state.padEnd(8)}${code.padEnd(18)}${detail.replaceAll('\n', '\n' + ' '.repeat(26))}\n`,
    );
  }
  process.stdout.write(
    `\n${count.fail} broken, ${count.warn} to look at, ${count.unknown} that cannot be told, ${count.pass} good.\n`,
  );
  process.exitCode = count.fail ? 1 : 0;
}

await main().catch(fail);
