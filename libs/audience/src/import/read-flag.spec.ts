import { expect, it } from '@jest/globals';
import { readFlag } from './read-flag.js';

it.each(['true', 'TRUE', ' Yes ', 'y', '1', 'x', 'Ja', 'oui', 'sí', 'Unsubscribed', 'bounced'])(
  '%j says yes',
  (text) => expect(readFlag(text)).toBe(true),
);

it.each(['false', 'No', 'n', '0', 'nein', ' non ', 'off', 'Subscribed', '-'])('%j says no', (text) =>
  expect(readFlag(text)).toBe(false),
);

it.each(['', '  ', 'perhaps', '2', 'yes please', 'constructor', undefined])(
  '%j says neither: who left is never taken for one who stayed',
  (text) => expect(readFlag(text)).toBeUndefined(),
);
