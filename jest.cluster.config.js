import all from './jest.config.js';

/** Tests on a cluster of three databases: minutes, and a machine's whole attention. FAULT_SEED repeats a run. */
const { globalSetup: _setUp, globalTeardown: _tearDown, testPathIgnorePatterns: _ignored, ...rest } = all;

export default { ...rest, testMatch: ['<rootDir>/test/cluster/*.spec.ts'], maxWorkers: 1 };
