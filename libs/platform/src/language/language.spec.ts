import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalLanguage, directionOf, languagesOf, widened } from './language.js';

it.each([
  ['fr', ['fr']],
  ['fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5', ['fr-CH', 'fr', 'en', 'de']],
  ['en;q=0.3, de;q=0.8, it', ['it', 'de', 'en']],
  ['de;q=0, nl', ['nl']],
  ['pt-br', ['pt-BR']],
  ['', []],
  ['*', []],
  ['<script>', []],
])('the browser asks for %j', (header, languages) => {
  expect(languagesOf(header)).toEqual(languages);
});

it('whatever a header says, there is an answer of language tags', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 600 }), (header) => {
      for (const language of languagesOf(header)) expect(canonicalLanguage(language)).toBe(language);
    }),
  );
});

it.each([
  ['fr', 'ltr'],
  ['ar', 'rtl'],
  ['he-IL', 'rtl'],
  ['az-Arab', 'rtl'],
  ['ar-Latn', 'ltr'],
  ['fa', 'rtl'],
])('%s runs %s', (language, direction) => expect(directionOf(language)).toBe(direction));

it('a narrower language may be replaced by a wider one', () => {
  expect(widened('zh-Hant-TW')).toEqual(['zh-Hant-TW', 'zh-Hant', 'zh']);
});
