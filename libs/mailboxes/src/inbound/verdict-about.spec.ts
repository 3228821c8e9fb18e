import { expect, it } from '@jest/globals';
import type { Verdict } from '../reader/verdict.js';
import { verdictAbout } from './verdict-about.js';

const ADA = 'ada@example.com';
const keyOf = (address: string) => (address.includes('@') ? address.toLowerCase() : undefined);
const verdict = (recipient: string, kind: Verdict['kind'] = 'hard'): Verdict => ({
  recipient,
  kind,
  status: '5.1.1',
  diagnostic: 'no such user',
  reason: 'userunknown',
  evidence: 'report',
});
const about = (...verdicts: Verdict[]) => verdictAbout(ADA, verdicts, keyOf);

it('a report about several says of ours what it says of our address, however that is spelled', () => {
  const own = verdict('Ada@Example.com', 'delayed');
  expect(about(verdict('bob@example.com'), own)).toBe(own);
  expect(about(verdict('Ada@Example.com'))).toMatchObject({ kind: 'hard' });
});

it('where our address is not named, a failure counts before anything else', () => {
  const failed = verdict('bob@elsewhere.example', 'soft');
  expect(about(verdict('list@example.com', 'delivered'), failed)).toBe(failed);
});

it('where nothing failed, the first verdict counts', () => {
  const first = verdict('x@elsewhere.example', 'delayed');
  expect(about(first, verdict('y@elsewhere.example', 'complaint'))).toBe(first);
});

it('a dead mailbox elsewhere, to which ours was forwarded, is no evidence against our address', () => {
  expect(about(verdict('old@elsewhere.example'))).toMatchObject({ kind: 'soft', reason: 'forwarded' });
});

it.each([
  ['another name in the same domain', 'a.lovelace@example.com'],
  ['the same name in another domain', 'ada@elsewhere.example'],
  ['a host of the same organisation', 'a1@mail.example.com'],
  ['no name at all', ''],
])('%s is the mailbox we wrote to', (_what, recipient) => {
  expect(about(verdict(recipient))).toMatchObject({ kind: 'hard', reason: 'userunknown' });
});

it('a report from above the host we wrote to speaks of our mailbox', () => {
  const told = verdict('a1@example.com');
  expect(verdictAbout('ada@mail.example.com', [told], keyOf)).toBe(told);
});

it('a domain that only ends in the same letters is another', () => {
  expect(about(verdict('bob@notexample.com'))).toMatchObject({ kind: 'soft' });
  expect(verdictAbout('ada@notexample.com', [verdict('bob@example.com')], keyOf)).toMatchObject({
    kind: 'soft',
  });
});

it('a report without verdicts says nothing', () => {
  expect(about()).toBeUndefined();
});
