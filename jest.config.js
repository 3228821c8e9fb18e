/** Jest runs the TypeScript sources as ES modules; each lib is mapped to its public index. */
const swc = [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      target: 'es2022',
      keepClassNames: true,
    },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  },
];

export default {
  // A worker that has grown is begun anew: what many applications leave behind makes each next suite slower.
  workerIdleMemoryLimit: '1GB',
  rootDir: import.meta.dirname,
  testMatch: ['<rootDir>/{libs,apps}/*/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': swc },
  moduleNameMapper: {
    '^@facteur/migrations$': '<rootDir>/migrations/src/index.ts',
    '^@facteur/console$': '<rootDir>/apps/console/index.js',
    '^@facteur/templates$': '<rootDir>/templates/index.js',
    '^@facteur/(server|worker|dev-inbox)$': '<rootDir>/apps/$1/src/index.ts',
    '^@facteur/facteur/([a-z]+)$': '<rootDir>/libs/facteur/src/entries/$1.ts',
    '^@facteur/([a-z]+)/testing$': '<rootDir>/libs/$1/src/testing/index.ts',
    '^@facteur/(.*)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
  modulePathIgnorePatterns: ['/dist/'],
  // Commands of their own: jest.cluster.config.js, jest.faults.config.js.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(cluster|faults)/'],
  globalSetup: '<rootDir>/test/dist/support/global-setup.js',
  globalTeardown: '<rootDir>/test/dist/support/global-teardown.js',
  testRunner: '<rootDir>/test/dist/runner/natively.js',
  testTimeout: 60_000,
  maxWorkers: 2,
};
