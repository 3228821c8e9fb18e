import { expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { ROOT } from '../support/root.js';

it('MJML and pictures are loaded when a letter needs them, not with the start: 86 MB', () => {
  const loaded = execFileSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import 'reflect-metadata';
       import Module from 'node:module';
       await import('@facteur/facteur');
       const names = Object.keys(Module._cache).map((file) => /node_modules\\/(mjml|sharp)\\//.exec(file)?.[1]);
       console.log(JSON.stringify([...new Set(names)].filter(Boolean)));`,
    ],
    { cwd: ROOT, encoding: 'utf8' },
  );
  expect(JSON.parse(loaded)).toEqual([]);
});
