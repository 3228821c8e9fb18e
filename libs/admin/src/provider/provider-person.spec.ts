import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isEmailAddress } from '@facteur/platform';
import { claimOf, personOf, roleOfGroups } from './provider-person.js';

const claims = (more: object) => ({ iss: 'https://login.example.com', sub: 'ada', ...more });

describe('claims of a provider', () => {
  it.each([
    'not an address',
    'a@x.example, b@y.example',
    'Boss <boss@firm.example>',
    'line\r\nbcc: v@x.example',
    `${'a'.repeat(300)}@x.example`,
    ['a@x.example'],
    null,
  ])('take %j for no address', (email) => {
    expect(personOf(claims({ email }), 'groups').email).toBeUndefined();
  });

  it.each([undefined, null, '', 7, ['ada'], 'x'.repeat(256)])('refuse %j as a subject', (sub) => {
    expect(() => personOf(claims({ sub }), 'groups')).toThrow(/"sub"/);
  });

  it('keep no controls and no turned writing in names', () => {
    expect(personOf(claims({ name: 'Ada\r\n\u202eLove\u2028lace ' }), 'groups').name).toBe('Ada Love lace');
    expect(personOf(claims({ name: ['Ada'] }), 'groups').name).toBeUndefined();
  });

  it('hold groups as a list, as one text, within others, or not at all', () => {
    const groupsOf = (more: object, claim = 'groups') => personOf(claims(more), claim).groups;
    expect(groupsOf({ groups: ['a', 7, null, 'b'] })).toEqual(['a', 'b']);
    expect(groupsOf({ groups: 'a' })).toEqual(['a']);
    expect(groupsOf({ realm_access: { roles: ['a'] } }, 'realm_access.roles')).toEqual(['a']);
    expect(groupsOf({ 'https://x.example/groups': ['a'] }, 'https://x.example/groups')).toEqual(['a']);
    expect(groupsOf({})).toBeUndefined();
    expect(groupsOf({ groups: null })).toBeUndefined();
  });

  it('whatever they are, what comes out is what it may be', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('email', 'name', 'groups', 'email_verified', 'a'), fc.anything()),
        (more) => {
          const { email, name, groups, isVerified } = personOf(claims(more), 'groups');
          expect(email === undefined || isEmailAddress(email)).toBe(true);
          expect(name === undefined || (name.length > 0 && name.length <= 100)).toBe(true);
          expect(groups === undefined || groups.every((one) => typeof one === 'string')).toBe(true);
          expect(typeof isVerified).toBe('boolean');
        },
      ),
    );
    fc.assert(fc.property(fc.anything(), fc.string(), (value, name) => void claimOf({ a: value }, name)));
  });

  it('give the role of the first line that fits', () => {
    const lines = [
      { group: 'a', role: 'one' },
      { group: 'b', role: 'two' },
    ];
    expect(roleOfGroups(['b', 'a'], lines, null)).toBe('one');
    expect(roleOfGroups(['b'], lines, 'x')).toBe('two');
    expect(roleOfGroups([], lines, 'x')).toBe('x');
    expect(roleOfGroups(['A'], lines, null)).toBeNull();
  });
});
