import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';

/** Names this process for a lease in the database: `host:pid:random`. */
export function processMark(): string {
  return `${hostname().slice(0, 60)}:${process.pid}:${randomBytes(6).toString('hex')}`;
}

/**
 * True when the process of a mark is known to be gone, so that its lease need not run out first: it ran on
 * this host, and no process has its number. Of another host nothing is known.
 */
export function isGone(mark: string): boolean {
  const [host, pid] = mark.split(':');
  if (host !== hostname().slice(0, 60) || !/^\d+$/.test(pid ?? '')) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
