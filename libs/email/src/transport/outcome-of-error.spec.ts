import { expect, it } from '@jest/globals';
import { outcomeOfError } from './outcome-of-error.js';

it.each([
  [
    'a greylisted recipient',
    { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 451 },
    false,
    'temporary',
  ],
  ['an unknown recipient', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }, false, 'permanent'],
  ['a refused content', { code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, true, 'permanent'],
  [
    'a full disk at the end of DATA',
    { code: 'EMESSAGE', command: 'DATA', responseCode: 452 },
    true,
    'temporary',
  ],
  [
    'a server that closes down',
    { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 421 },
    false,
    'unavailable',
  ],
  ['a refused sender', { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550 }, false, 'unavailable'],
  ['a wrong password', { code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }, false, 'unavailable'],
  ['no way to the server', { code: 'ESOCKET', command: 'CONN' }, false, 'unavailable'],
  ['a connection lost before the message', { code: 'ECONNECTION', command: 'CONN' }, false, 'unavailable'],
  ['a connection lost after the message', { code: 'ECONNECTION', command: 'CONN' }, true, 'unknown'],
  ['no answer in time after the message', { code: 'ETIMEDOUT', command: 'CONN' }, true, 'unknown'],
  ['an address the server cannot be given', { code: 'EENVELOPE', command: 'API' }, false, 'permanent'],
  ['a message larger than the server takes', { code: 'EMESSAGE', command: 'MAIL FROM' }, false, 'permanent'],
])('%s', (_what, error, writtenWhole, kind) => {
  expect(outcomeOfError({ message: 'words of\r\n the server', ...error }, writtenWhole)).toMatchObject({
    kind,
  });
});
