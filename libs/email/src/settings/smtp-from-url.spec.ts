import { expect, it } from '@jest/globals';
import { smtpFromUrl } from './smtp-from-url.js';

const security = (url: string) => smtpFromUrl(url).smtpSecurity;

it('without an address there is no server, and a port and a security to begin with', () => {
  expect(smtpFromUrl(null)).toEqual({
    smtpHost: null,
    smtpPort: 587,
    smtpSecurity: 'STARTTLS',
    smtpUsername: null,
    smtpPassword: null,
  });
});

it('reads host, port, user name and password', () => {
  expect(smtpFromUrl('smtp://me:secret@mail.example.com:2525')).toMatchObject({
    smtpHost: 'mail.example.com',
    smtpPort: 2525,
    smtpUsername: 'me',
    smtpPassword: 'secret',
  });
});

it('user name and password may be percent-encoded', () => {
  expect(smtpFromUrl('smtp://me%40example.com:p%2Fw%3A@mail.example.com')).toMatchObject({
    smtpUsername: 'me@example.com',
    smtpPassword: 'p/w:',
  });
});

it('an IPv6 address is a host without its brackets', () => {
  expect(smtpFromUrl('smtp://[2001:db8::1]:25').smtpHost).toBe('2001:db8::1');
});

it.each([
  ['smtp://mail.example.com', 587],
  ['smtps://mail.example.com', 465],
])('%s goes to port %d', (url, port) => expect(smtpFromUrl(url).smtpPort).toBe(port));

it('smtps is encrypted from the first byte, on any port', () => {
  expect(security('smtps://mail.example.com')).toBe('TLS');
  expect(security('smtps://mail.example.com:2525')).toBe('TLS');
});

it('a password never goes to another machine in the clear', () => {
  expect(security('smtp://me:secret@mail.example.com:25')).toBe('STARTTLS');
});

it('within this machine a password needs no encryption', () => {
  expect(security('smtp://me:secret@localhost:25')).toBe('Opportunistic');
  expect(security('smtp://me:secret@[::1]:25')).toBe('Opportunistic');
});

it('on the port for submission encryption is insisted on, without a password too', () => {
  expect(security('smtp://mail.example.com:587')).toBe('STARTTLS');
});

it('elsewhere encryption is used where the server offers it', () => {
  expect(security('smtp://mail.example.com:25')).toBe('Opportunistic');
});

it.each([
  ['none', 'None'],
  ['opportunistic', 'Opportunistic'],
  ['starttls', 'STARTTLS'],
  ['TLS', 'TLS'],
])('?security=%s is what somebody meant', (word, wanted) =>
  expect(security(`smtp://me:secret@mail.example.com?security=${word}`)).toBe(wanted),
);

it('a security that there is none of changes nothing', () => {
  expect(security('smtp://me:secret@mail.example.com:25?security=rot13')).toBe('STARTTLS');
});
