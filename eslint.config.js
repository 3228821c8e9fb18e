import { readFileSync } from 'node:fs';
import importX from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/**
 * Imports go down only (docs/architecture.md). For each room: the rooms it may look into, through their
 * index and nowhere else.
 */
const MAY_IMPORT = { ...JSON.parse(readFileSync(new URL('libs/rooms.json', import.meta.url), 'utf8')) };

const rooms = [...Object.entries(MAY_IMPORT), ['migrations', []]].map(([room, below]) => ({
  files: [room === 'migrations' ? 'migrations/src/**/*.ts' : `libs/${room}/src/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: `^@facteur/(?!(${below.join('|') || 'nothing'})$)`,
            message: `${room} may import only ${below.join(', ') || 'nothing of ours'}, each through its index.`,
          },
          {
            regex: '^(\\.\\./)+(libs|apps|test|bench|migrations)/',
            message: 'Import other packages by their name.',
          },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  {
    ignores: ['**/dist/**', '**/node_modules/**', 'data/**', '.cache/**', 'apps/console/src/api/schema.d.ts'],
  },
  ...tseslint.configs.recommended,
  {
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver': { typescript: true } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      'import-x/no-cycle': ['error', { maxDepth: 6 }],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: [
      'libs/*/src/**/*.ts',
      'apps/*/src/**/*.ts',
      'migrations/src/**/*.ts',
      'test/**/*.ts',
      'bench/**/*.ts',
    ],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
    },
  },
  {
    files: ['libs/*/src/**/*.spec.ts', 'apps/*/src/**/*.spec.ts'],
    languageOptions: { parserOptions: { projectService: false, project: false } },
    rules: { '@typescript-eslint/no-floating-promises': 'off', '@typescript-eslint/await-thenable': 'off' },
  },
  // Nest reads the classes of constructor parameters at run time: a type-only import would take them away.
  { files: ['libs/**/*.ts', 'apps/**/*.ts'], rules: { '@typescript-eslint/consistent-type-imports': 'off' } },
  { files: ['test/**/*.ts', 'bench/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['apps/console/src/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  // The demonstration shows whatever the API answers.
  { files: ['apps/server/src/demo/*.ts'], rules: { '@typescript-eslint/no-explicit-any': 'off' } },
  {
    files: [
      'apps/*/src/main.ts',
      'apps/server/*.js',
      'apps/server/src/demo/*.ts',
      'libs/mailboxes/src/reader/bounces-report.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      globals: { console: 'readonly', process: 'readonly', fetch: 'readonly', URL: 'readonly' },
    },
  },
  ...rooms,
);
