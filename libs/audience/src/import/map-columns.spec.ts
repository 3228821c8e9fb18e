import { expect, it } from '@jest/globals';
import { InvalidInput } from '@facteur/platform';
import { guessMapping, plainName, readMapping, signatureOf } from './map-columns.js';
import type { ImportField } from './record-importer.js';

const FIELDS: ImportField[] = [
  { name: 'emailAddress', label: 'E-mail', aliases: ['courriel'], required: true },
  { name: 'firstName', label: 'First name', aliases: ['prénom'] },
  { name: 'status', label: 'Status', tellsSubscription: true },
];

it('names are compared without case, accents, spaces and punctuation', () => {
  expect(plainName(' Prénom (2) ')).toBe('prenom2');
  expect(plainName('E-Mail')).toBe(plainName('email'));
  expect(plainName('Имя')).toBe('имя');
});

it('a head is known again however it is written, but not in another order', () => {
  expect(signatureOf(['E-mail', 'Prénom'])).toBe(signatureOf(['EMAIL', 'prenom']));
  expect(signatureOf(['E-mail', 'Prénom'])).not.toBe(signatureOf(['Prénom', 'E-mail']));
  expect(signatureOf(['ab', 'c'])).not.toBe(signatureOf(['a', 'bc']));
});

it.each([
  ['by the name of the field', ['emailAddress', 'firstName'], ['emailAddress', 'firstName']],
  ['by its label', ['First Name', 'e_mail'], ['firstName', 'emailAddress']],
  ['by another name of it', ['PRENOM', 'Courriel'], ['firstName', 'emailAddress']],
  ['to nothing where no field is meant', ['shoe size', 'E-mail'], [null, 'emailAddress']],
  ['once, to the first of two', ['E-mail', 'courriel'], ['emailAddress', null]],
])('columns are mapped %s', (_, head, expected) =>
  expect(guessMapping(FIELDS, [head, ['a', 'b']], true)).toEqual(expected),
);

it('a column that tells subscriptions is found by what is in it, whatever its name is', () => {
  const rows = [
    ['E-mail', 'List member'],
    ['a@x.example', 'subscribed'],
    ['b@x.example', 'Unsubscribed'],
  ];
  expect(guessMapping(FIELDS, rows, true)).toEqual(['emailAddress', 'status']);
  expect(guessMapping(FIELDS.slice(0, 2), rows, true)).toEqual(['emailAddress', null]);
});

it('without a head the column with the addresses is found, also where some cells are none', () => {
  const rows = [
    ['Ada', 'a@x.example'],
    ['Bob', ''],
    ['Cy', 'c@x.example'],
    ['Di', 'gone'],
  ];
  expect(guessMapping(FIELDS, rows, false)).toEqual([null, 'emailAddress']);
});

const HEAD = ['Mail', '1', 'Notes'];

it('a person names columns by their head, or by their number from 0', () => {
  const given = { Mail: 'emailAddress', '2': 'firstName', Notes: null };
  expect(readMapping({ Mail: 'emailAddress', '2': 'firstName' }, FIELDS, HEAD, 3)).toEqual([
    'emailAddress',
    null,
    'firstName',
  ]);
  expect(readMapping(given, FIELDS, HEAD, 3)).toEqual(['emailAddress', null, null]);
});

it('a head that is a number goes before the number of a column', () => {
  expect(readMapping({ '1': 'firstName' }, FIELDS, ['1', 'x'], 2)).toEqual(['firstName', null]);
});

it.each([
  ['a column that there is none of', { Mial: 'emailAddress' }, 'mapping.Mial'],
  ['a number beyond the last column', { '3': 'emailAddress' }, 'mapping.3'],
  ['a field that there is none of', { Mail: 'shoeSize' }, 'mapping.Mail'],
  ['something that is no name', { Mail: 7 }, 'mapping.Mail'],
  ['a field that two columns fill', { Mail: 'firstName', Notes: 'firstName' }, 'mapping.Notes'],
])('refuses %s, by the name of the column', (_, given, field) => {
  let faults: unknown;
  try {
    readMapping(given, FIELDS, HEAD, 3);
  } catch (error) {
    faults = (error as InvalidInput).faults;
  }
  expect(faults).toMatchObject([{ field }]);
});
