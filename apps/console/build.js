/** Builds the console, unless what was built is newer than everything that it is made of. */
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const stamp = join(here, 'dist', '.built');

function newest(folder) {
  return Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true }).map(
      (entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs,
    ),
  );
}

function builtAt() {
  try {
    return statSync(stamp).mtimeMs;
  } catch {
    return 0;
  }
}

const parts = ['package.json', 'index.html', 'vite.config.ts', 'build.js'].map(
  (name) => statSync(join(here, name)).mtimeMs,
);
if (builtAt() < Math.max(newest(join(here, 'src')), newest(join(here, 'public')), ...parts)) {
  await build({ configFile: join(here, 'vite.config.ts'), logLevel: 'warn' });
  writeFileSync(stamp, '');
}
