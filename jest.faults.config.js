import all from './jest.config.js';

/** Tests with faults at full length; `npm test` has a short one of most. FAULT_SEED repeats a run. */
process.env.FAULTS = 'full';

/** Each kills a database of its own. */
const { globalSetup: _setUp, globalTeardown: _tearDown, testPathIgnorePatterns: _ignored, ...rest } = all;

const testMatch = ['<rootDir>/test/durability/faults.spec.ts', '<rootDir>/test/faults/*.spec.ts'];

export default { ...rest, testMatch, maxWorkers: 1 };
