import { expect, it } from '@jest/globals';
import { isLoopbackHost, parseWebAddress, siteAddressOf } from './web-address.js';

it.each([
  ['https://www.example.com/spring?a=b#c', 'https://www.example.com/spring?a=b#c'],
  ['  http://example.com  ', 'http://example.com/'],
  ['HTTPS://EXAMPLE.COM/Path', 'https://example.com/Path'],
  ['https://müller.example/ä', 'https://xn--mller-kva.example/%C3%A4'],
  ['http://[::1]:8080/', 'http://[::1]:8080/'],
])('%p is the address %s', (text, href) => expect(parseWebAddress(text)?.href).toBe(href));

it.each([
  ['no scheme', 'www.example.com'],
  ['another scheme', 'javascript:alert(1)'],
  ['a scheme that only begins like one of ours', 'httpx://example.com'],
  ['one slash', 'https:/example.com'],
  ['no host', 'https://'],
  ['a third slash', 'https:///example.com'],
  ['a backslash for a slash', 'https://\\example.com'],
  ['a user name', 'https://me@example.com'],
  ['a password', 'https://:secret@example.com'],
  ['a blank within', 'https://example.com/a b'],
  ['a line break within', 'https://example.com/a\nb'],
  ['a control character', 'https://example.com/\u0007'],
  ['a port that there is none of', 'https://example.com:99999'],
])('%s makes it no address', (_, text) => expect(parseWebAddress(text)).toBeUndefined());

it.each([
  ['https://crm.example.com/', 'https://crm.example.com'],
  ['https://crm.example.com:8443/base//?a=b#c', 'https://crm.example.com:8443/base'],
])('links on %s begin with %s', (text, site) => expect(siteAddressOf(new URL(text))).toBe(site));

it.each(['localhost', 'LOCALHOST', 'crm.localhost', '127.0.0.1', '127.9.9.9', '::1', '[::1]'])(
  '%s is this machine',
  (host) => expect(isLoopbackHost(host)).toBe(true),
);

it.each(['localhost.example.com', '127.0.0.1.example.com', '128.0.0.1', 'notlocalhost', '::2'])(
  '%s is another machine',
  (host) => expect(isLoopbackHost(host)).toBe(false),
);
