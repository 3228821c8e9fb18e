import { expect, it } from '@jest/globals';
import { failureVerdict, plainVerdict } from './provider-verdict.js';

const failure = {
  recipient: ' Ada@Example.com ',
  diagnostic: '',
  providerSaysHard: false,
  word: 'bounce',
};

it('the words of the receiving server outweigh the word of the provider', () => {
  const full = { ...failure, diagnostic: '452 4.2.2 mailbox full', providerSaysHard: true };
  expect(failureVerdict(full)).toMatchObject({ kind: 'soft', reason: 'mailboxfull', status: '4.2.2' });
  const unknown = { ...failure, diagnostic: '550 5.1.1 user unknown' };
  expect(failureVerdict(unknown)).toMatchObject({ kind: 'hard', reason: 'userunknown', status: '5.1.1' });
});

it('where the server says nothing, the provider’s word decides', () => {
  expect(failureVerdict({ ...failure, providerSaysHard: true })).toMatchObject({
    kind: 'hard',
    reason: 'userunknown',
  });
  expect(failureVerdict(failure)).toMatchObject({ kind: 'soft', reason: 'undefined' });
});

it('a code in the words outranks the one that the provider gives beside them', () => {
  const both = { ...failure, diagnostic: '550 5.7.1 blocked', status: '5.0.0' };
  expect(failureVerdict(both).status).toBe('5.7.1');
  expect(failureVerdict({ ...failure, diagnostic: 'refused', status: '5.1.1' }).status).toBe('5.1.1');
});

it('the provider’s word is kept as the evidence, and no more of it than there is room for', () => {
  expect(failureVerdict({ ...failure, word: 'Permanent OnAccountSuppressionList' }).evidence).toBe(
    'Permanent OnAccountS',
  );
});

it('addresses are compared in lower case, and words are kept as one line of bounded length', () => {
  const { recipient, diagnostic } = plainVerdict(
    ' Ada@Example.com ',
    'delayed',
    `a\n b ${'x'.repeat(2_000)}`,
  );
  expect(recipient).toBe('ada@example.com');
  expect(diagnostic).toHaveLength(1_000);
  expect(diagnostic).toMatch(/^a b x+$/);
});

it('a complaint has its own reason, other plain verdicts that of their kind', () => {
  expect(plainVerdict('', 'complaint').reason).toBe('feedback');
  expect(plainVerdict('', 'delivered').reason).toBe('delivered');
});
