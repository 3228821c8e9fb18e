import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ofPrograms, PERMISSIONS, sound, unsound } from './permissions.js';
import { BUILT_IN_ROLES, permissionsOf } from './roles.js';

const some = fc.subarray([...PERMISSIONS]);

it('what is left of permissions rests on nothing that is missing, and loses nothing else', () => {
  fc.assert(
    fc.property(some, (permissions) => {
      const left = sound(permissions);
      expect(unsound(left)).toBeUndefined();
      expect(sound(left)).toEqual(left);
      if (unsound(permissions) === undefined) expect(left).toEqual(permissions);
      else expect(left).not.toContain(unsound(permissions)!.permission);
    }),
  );
});

it('a program changes neither people nor keys, whatever its role', () => {
  fc.assert(
    fc.property(some, (permissions) => {
      const left: readonly string[] = ofPrograms(permissions);
      expect(left).not.toContain('team:change');
      expect(left).not.toContain('keys:change');
    }),
  );
});

it('built-in roles are sound, the admin may do everything, and no name of an object is a role', () => {
  for (const { permissions } of Object.values(BUILT_IN_ROLES))
    expect(sound(permissions)).toEqual(permissions);
  expect(BUILT_IN_ROLES['admin']!.permissions).toEqual(PERMISSIONS);
  for (const name of ['constructor', '__proto__', 'toString', ''])
    expect(permissionsOf(name)).toBeUndefined();
});
