import { expect, it } from '@jest/globals';
import { plainSubject } from './plain-subject.js';

it.each([
  ['Spring', 'Spring'],
  ['{{default person.firstName "Hello"}}, spring is near', 'Hello, spring is near'],
  ["{{ default person.firstName 'Bonjour' }} !", 'Bonjour !'],
  ['{{person.firstName}}, it is yours', '…, it is yours'],
  ['{{#if account.name}}For {{account.name}}{{/if}}', 'For …'],
])('a subject is read as people read it: %s', (subject, read) => expect(plainSubject(subject)).toBe(read));
