/** How much of a mailing is under way at once, and how much of it is written down at a time. */
export interface PipelineSizes {
  /** Marked and not settled, at most: so many a crash leaves in doubt. */
  window: number;
  /** So many are marked, or settled, at a time, where there are so many. At most half a window. */
  batch: number;
  /** Marks, and settlements, beside each other. */
  lanes: number;
  /** After so many milliseconds fewer are settled, too. */
  patience: number;
}

/** For each connection of the peer one message on its way, one behind it, and two being marked or settled. */
const PER_CONNECTION = 4;

/**
 * One writer's commit is what SQLite waits for, and while it writes nobody else does anything: small batches. MariaDB's
 * price is round trips: larger ones, two beside each other. Measured in docs/performance.md.
 */
const PREFERRED = {
  sqlite: { batch: 10, lanes: 1, patience: 20 },
  mysql: { batch: 20, lanes: 2, patience: 20 },
};

/** @param concurrency messages that the peer takes at once: the number of connections that an admin set. */
export function pipelineSizes(concurrency: number, database: 'sqlite' | 'mysql'): PipelineSizes {
  const window = concurrency * PER_CONNECTION;
  const preferred = PREFERRED[database];
  return { ...preferred, window, batch: Math.max(1, Math.min(preferred.batch, Math.floor(window / 2))) };
}
