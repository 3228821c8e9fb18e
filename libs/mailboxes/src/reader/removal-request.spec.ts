import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ownWords } from './own-words.js';
import { REMOVAL_PHRASES, removalRequestIn } from './removal-request.js';

describe('a wish to be taken off', () => {
  it.each([
    'Unsubscribe',
    'please UNSUBSCRIBE me.',
    'STOP',
    'Bitte aus dem Verteiler nehmen',
    'Je souhaite me désabonner',
    'je veux me DESABONNER!',
    'Quiero darme de baja',
    'Отпишите меня',
    '配信停止をお願いします',
    '请退订',
    'Per favore cancellatemi',
  ])('%s', (words) => expect(removalRequestIn(words, REMOVAL_PHRASES)).toBeDefined());

  it.each(['Thank you', 'We stop at nothing', 'My subscription is great', 'abmeldenummer 12', ''])(
    'not: %s',
    (words) => expect(removalRequestIn(words, REMOVAL_PHRASES)).toBeUndefined(),
  );

  it('is not read out of what is quoted', () => {
    const text = 'Thanks!\n\nAm 1. März schrieb Facteur:\n> unsubscribe\nunsubscribe here';
    expect(removalRequestIn(ownWords(text), REMOVAL_PHRASES)).toBeUndefined();
  });

  it('never fails, whatever was written', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.array(fc.string({ maxLength: 20 })),
        (words, phrases) => {
          expect(() => removalRequestIn(ownWords(words), phrases)).not.toThrow();
        },
      ),
    );
  });

  it('each phrase is found in itself', () => {
    for (const phrase of REMOVAL_PHRASES)
      expect(removalRequestIn(`Hello, ${phrase.toUpperCase()}!`, REMOVAL_PHRASES)).toBeDefined();
  });
});
