import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Full path of a program, looked for in PATH and where Debian keeps servers. */
export function findBinary(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * A program that a test needs: found on the machine, or installed where that can be done without asking
 * (Debian or Ubuntu, as root).
 *
 * @throws Error that says what to install; a test is never skipped for want of it.
 */
export function requireBinary(name: string, debianPackage: string): string {
  const found = findBinary(name);
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    // Several test processes may want something at once, and apt-get takes one at a time.
    const lock = join(tmpdir(), 'facteur-apt-get.lock');
    const apt = (...args: string[]) =>
      execFileSync('flock', [lock, 'apt-get', ...args], { env: environment, stdio: 'pipe' });
    apt('update', '-qq');
    apt('install', '-y', '-qq', '--no-install-recommends', debianPackage);
    const installed = findBinary(name);
    if (installed) return installed;
  }
  throw new Error(
    `The tests need ${name}. Install it (Debian: apt-get install ${debianPackage}), or see CONTRIBUTING.md for the address variables.`,
  );
}
