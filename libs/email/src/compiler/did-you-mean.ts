import { LINK_NAMES } from './letter-links.js';
import type { Vocabulary } from './template-program.js';

/** So many letters may be wrong, missing or too many. */
const MOST_WRONG = 3;

/** The placeholder that somebody probably meant; undefined when none is near. */
export function didYouMean(typed: string, vocabulary: Vocabulary): string | undefined {
  if (typed.length > 60) return undefined;
  const known = [
    ...LINK_NAMES,
    ...[...vocabulary].flatMap(([scope, fields]) => [...fields].map((one) => `${scope}.${one}`)),
  ];
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const wanted = plain(typed);
  // A bare field of a person is what people forget the scope of.
  const bare = known.find(
    (one) => one.startsWith('person.') && plain(one.slice('person.'.length)) === wanted,
  );
  if (bare) return bare;
  let best: { name: string; wrong: number } | undefined;
  for (const name of known) {
    const wrong = distance(wanted, plain(name));
    if (wrong <= MOST_WRONG && wrong < wanted.length / 2 && (!best || wrong < best.wrong))
      best = { name, wrong };
  }
  return best?.name;
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}
