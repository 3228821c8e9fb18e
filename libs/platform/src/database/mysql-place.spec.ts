import { expect, it } from '@jest/globals';
import { mysqlPlaceOf } from './mysql-place.js';

const URL = 'mysql://user:p%40ss@db.example:3306/crm';
const CHECKED = { minVersion: 'TLSv1.2', verifyIdentity: true, rejectUnauthorized: true };

it.each([
  [URL, { url: URL }],
  [`${URL}?tls=false`, { url: URL }],
  [`${URL}?tls=true`, { url: URL, ssl: CHECKED }],
  ['mariadb://db.example/crm?tls=true', { url: 'mysql://db.example/crm', ssl: CHECKED }],
])('%s', (text, place) => expect(mysqlPlaceOf(text)).toEqual(place));

it.each(['127.0.0.1', '[::1]'])(
  'an address, %s, is no name that a certificate could be compared with',
  (host) => expect(() => mysqlPlaceOf(`mysql://${host}:3306/crm?tls=true`)).toThrow(/takes the name/),
);

it('what is none is told by name, without the password', () => {
  for (const [query, words] of [
    ['ssl=true', /parameter "ssl"; there is "tls"/],
    ['tls=/nowhere/ca.pem', /tls=\/nowhere\/ca\.pem, and that cannot be read/],
  ] as const) {
    const read = () => mysqlPlaceOf(`${URL}?${query}`);
    expect(read).toThrow(words);
    expect(read).not.toThrow(/p%40ss|p@ss/);
  }
});
