import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const src = join(import.meta.dirname, '..');
const AREAS = ['frame', 'letters', 'audience', 'results', 'admin'];

const texts = (language: string, area: string): Record<string, string> =>
  JSON.parse(readFileSync(join(src, 'locales', language, `${area}.json`), 'utf8')) as Record<string, string>;

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.spec.ts') && name !== join('api', 'schema.ts'))
  .map((name) => readFileSync(join(src, name), 'utf8'));

/** What looks like a key: those that are put together are seen by the tests in the browser. */
const asked = new Set(
  files.flatMap((text) => [
    ...[...text.matchAll(/(?<![\w.])t\(\s*'([^']+)'/g)].map(([, key]) => key!),
    ...[...text.matchAll(/'([a-z][A-Za-z]*\.[A-Za-z][\w.-]*)'/g)].map(([, key]) => key!),
  ]),
);

const bare = (key: string) => key.replace(/_(one|many|other)$/, '');
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

describe('texts of the console', () => {
  it('every key that is asked for is there', () => {
    const known = new Set(AREAS.flatMap((area) => Object.keys(texts('en', area)).map(bare)));
    const areas = new Set([...known].map((key) => key.split('.')[0]));
    const missing = [...asked].filter((key) => areas.has(key.split('.')[0]) && !known.has(bare(key)));
    expect(missing).toEqual([]);
  });

  it.each(AREAS)('%s says the same in every language, with the same places to fill', (area) => {
    const [english, french] = [texts('en', area), texts('fr', area)];
    expect(Object.keys(english).filter((key) => !(key in french))).toEqual([]);
    // What the server says in English needs no text of its own here.
    const more = Object.keys(french).filter((key) => !(key in english));
    expect(more.filter((key) => !/^(fault|problem|finding|check)\./.test(key))).toEqual([]);
    for (const [key, text] of Object.entries(english)) {
      expect([key, french[key]!.trim()]).not.toEqual([key, '']);
      // "One" may say its number in a word.
      if (!key.endsWith('_one')) expect([key, holes(french[key]!)]).toEqual([key, holes(text)]);
    }
  });
});
