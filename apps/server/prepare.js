/**
 * Runs before anything is built, so it is plain JavaScript: checks the Node version, builds what is missing
 * or out of date, and says in one line what is wrong.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const good = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24;
  if (!good) fail(`Facteur needs Node 20.19, 22.12, 24 or newer; this is ${process.versions.node}.`);
}

export function build() {
  if (!existsSync(join(root, 'node_modules', 'typescript')))
    fail('The packages are not installed yet: run "npm ci" first.');
  const first = !existsSync(join(root, 'apps', 'server', 'dist', 'demo', 'main.js'));
  if (first) console.log('Building (only the first start takes this long) …');
  const tsc = createRequire(join(root, 'package.json')).resolve('typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-b', 'apps/server', 'apps/worker'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) fail('The build failed; the lines above say where.');
  const { status: consoleStatus } = spawnSync(process.execPath, [join(root, 'apps', 'console', 'build.js')], {
    stdio: 'inherit',
  });
  if (consoleStatus !== 0) fail('The console could not be built; the lines above say where.');
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
