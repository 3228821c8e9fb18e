import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../support/root.js';

export const run = promisify(execFile);

export interface Package {
  /** In the repository. */
  folder: string;
  name: string;
  version: string;
  private?: boolean;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** What is published: every lib, the migrations, the templates and the console. */
export const packages: Package[] = [
  ...readdirSync(join(ROOT, 'libs')).map((name) => join('libs', name)),
  'migrations',
  'templates',
  join('apps', 'console'),
]
  .filter((folder) => existsSync(join(ROOT, folder, 'package.json')))
  .map((folder) => ({
    ...(JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Package),
    folder,
  }));

interface Packed {
  name: string;
  filename: string;
  /** Bytes, packed. */
  size: number;
  files: { path: string; size: number }[];
}

/** Packs all of them, or tells what would be packed. */
export async function pack(destination?: string): Promise<Packed[]> {
  const where = destination ? ['--pack-destination', destination] : ['--dry-run'];
  const names = packages.flatMap(({ name }) => ['--workspace', name]);
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', ...where, ...names], {
    cwd: ROOT,
    maxBuffer: 64 * 1024 * 1024,
  });
  const answer = JSON.parse(stdout) as Packed[] | Record<string, Packed>;
  return Array.isArray(answer) ? answer : Object.values(answer);
}
