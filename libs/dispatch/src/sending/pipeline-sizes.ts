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

/** What a batch costs is a commit, on MariaDB half a dozen round trips as well: docs/performance.md has what others cost. */
const BATCH = 20;
const PATIENCE = 8;
/** SQLite has one writer; on MariaDB one transaction works while the other waits for an answer. */
const LANES = { sqlite: 1, mysql: 2 };

/** @param concurrency messages that the peer takes at once: the number of connections that an admin set. */
export function pipelineSizes(concurrency: number, database: 'sqlite' | 'mysql'): PipelineSizes {
  const window = concurrency * PER_CONNECTION;
  const batch = Math.max(1, Math.min(BATCH, Math.floor(window / 2)));
  return { window, batch, lanes: LANES[database], patience: PATIENCE };
}
