import all from './jest.config.js';

/** The tests beside the code alone: no database, no other program, and nothing that has to be built before. */
const { globalSetup: _setUp, globalTeardown: _tearDown, testRunner: _runner, ...rest } = all;

export default { ...rest, testMatch: ['<rootDir>/{libs,apps}/*/src/**/*.spec.ts'] };
