import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBounce } from './read-bounce.js';

/**
 * `npm run bounces:report -- <folder>`: reads every message of a folder with `messages/` and `manifest.json`
 * and prints how often the reader agrees, and where not. `--json` prints the verdicts instead.
 */
interface Expected {
  recipient: string;
  kind: string;
  status: string;
  reason: string | null;
}

const args = process.argv.slice(2);
const folder = args.find((argument) => !argument.startsWith('--')) ?? '../shared/bounces';
const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
  file: string;
  expected: Expected[];
}[];
const FAILURES = ['hard', 'soft', 'failed'];
const totals = {
  failures: 0,
  noticed: 0,
  address: 0,
  scored: 0,
  right: 0,
  softs: 0,
  softAsHard: 0,
  delays: 0,
  delaysAlone: 0,
  others: 0,
  othersAlone: 0,
  complaints: 0,
  complaintsFound: 0,
};
const disagreements: string[] = [];
const all: Record<string, unknown> = {};

for (const { file, expected } of manifest) {
  const verdicts = readBounce(readFileSync(join(folder, 'messages', file)));
  all[file] = verdicts;
  const failures = verdicts.filter((one) => FAILURES.includes(one.kind));
  const complain = (what: string) =>
    disagreements.push(
      `${file}: ${what}; expected ${expected.map((one) => `${one.kind} ${one.reason ?? ''} ${one.recipient}`).join(', ') || 'nothing'}; read ${verdicts.map((one) => `${one.kind} ${one.reason} ${one.recipient} [${one.status}] ${one.diagnostic.slice(0, 140)}`).join(' | ') || 'nothing'}`,
    );
  if (expected.length === 0) {
    totals.others += 1;
    if (failures.length === 0) totals.othersAlone += 1;
    else complain('a failure seen in no failure');
  }
  for (const one of expected) {
    const match =
      verdicts.find((verdict) => verdict.recipient === one.recipient.toLowerCase()) ??
      (verdicts.length === 1 ? verdicts[0] : undefined);
    if (FAILURES.includes(one.kind)) {
      totals.failures += 1;
      if (failures.length) totals.noticed += 1;
      else complain('not noticed');
      if (match?.recipient === one.recipient.toLowerCase()) totals.address += 1;
      else if (failures.length) complain('wrong address');
      if (one.kind !== 'failed') {
        totals.scored += 1;
        if (match?.kind === one.kind) totals.right += 1;
        else if (failures.length) complain('hard or soft wrong');
        if (one.kind === 'soft') {
          totals.softs += 1;
          if (match?.kind === 'hard') totals.softAsHard += 1;
        }
      }
    } else if (one.kind === 'delayed') {
      totals.delays += 1;
      if (failures.length === 0) totals.delaysAlone += 1;
      else complain('a delay taken for a failure');
    } else if (one.kind === 'complaint') {
      totals.complaints += 1;
      if (match?.kind === 'complaint') totals.complaintsFound += 1;
      else complain('complaint not seen');
    }
  }
}

const percent = (part: number, whole: number) =>
  `${part} of ${whole} (${whole ? ((100 * part) / whole).toFixed(1) : '-'} %)`;
if (args.includes('--json')) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
else {
  console.table({
    'failures noticed': percent(totals.noticed, totals.failures),
    'right address': percent(totals.address, totals.failures),
    'hard or soft right': percent(totals.right, totals.scored),
    'soft taken for hard': `${totals.softAsHard} of ${totals.softs}`,
    'complaints seen': percent(totals.complaintsFound, totals.complaints),
    'delays left alone': percent(totals.delaysAlone, totals.delays),
    'other mail left alone': percent(totals.othersAlone, totals.others),
  });
  for (const line of disagreements) console.log(line);
}
