import type * as globals from '@jest/globals';
import { jestExpect } from '@jest/expect';
import { ModuleMocker } from 'jest-mock';

export type JestGlobals = Omit<typeof globals, 'jest' | 'expect'>;

/** Where the functions of the suite that runs are. */
export const JEST = Symbol.for('facteur.test.jest');

/** A helper that is loaded once serves many suites, so each call goes to the functions of the one that runs. */
function ofTheSuite<N extends keyof JestGlobals>(name: N): JestGlobals[N] {
  const current = () => (globalThis as unknown as { [JEST]: JestGlobals })[JEST][name];
  return new Proxy((() => undefined) as unknown as JestGlobals[N] & object, {
    apply: (_none, _self, args: unknown[]) => (current() as (...all: unknown[]) => unknown)(...args),
    get: (_none, key) => (current() as unknown as Record<PropertyKey, unknown>)[key],
  });
}

export const describe: JestGlobals['describe'] = ofTheSuite('describe');
export const it: JestGlobals['it'] = ofTheSuite('it');
export const test: JestGlobals['test'] = ofTheSuite('test');
export const beforeAll: JestGlobals['beforeAll'] = ofTheSuite('beforeAll');
export const beforeEach: JestGlobals['beforeEach'] = ofTheSuite('beforeEach');
export const afterAll: JestGlobals['afterAll'] = ofTheSuite('afterAll');
export const afterEach: JestGlobals['afterEach'] = ofTheSuite('afterEach');
export const expect = jestExpect;

/** What the suites use of `jest`. */
export const jest: Pick<typeof globals.jest, 'spyOn' | 'restoreAllMocks'> = (() => {
  const mocker = new ModuleMocker(globalThis as never);
  return {
    spyOn: mocker.spyOn.bind(mocker),
    restoreAllMocks: () => mocker.restoreAllMocks(),
  } as never;
})();
