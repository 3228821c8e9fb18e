import { expect, it } from '@jest/globals';
import { judgeHit } from './judge-hit.js';

const person = {
  method: 'GET',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  purpose: '',
  sinceSent: 60_000,
  otherLinks: 0,
};

it.each([
  ['a person', {}, false],
  ['a person who is quick', { sinceSent: 800 }, false],
  ['a person who clicks two links a minute later', { otherLinks: 1 }, false],
  ['a HEAD request', { method: 'HEAD' }, true],
  ['a robot', { userAgent: 'Mozilla/5.0 (compatible; bingbot/2.0)' }, true],
  ['a prefetch', { purpose: 'prefetch' }, true],
  ['many links within seconds', { otherLinks: 3 }, true],
  ['two links right after delivery', { sinceSent: 500, otherLinks: 1 }, true],
])('%s', (_who, more, bot) => expect(judgeHit({ ...person, ...more }).length > 0).toBe(bot));
