/**
 * Errors after which a transaction may simply be tried again: the database rolled it back because another
 * transaction was in its way.
 * 1205 lock wait timeout, 1213 deadlock, 1020 row changed since the snapshot (MariaDB 11.6.2+ with
 * innodb_snapshot_isolation on).
 */
const RETRYABLE = new Set([1205, 1213, 1020]);

export function isRetryable(error: unknown): boolean {
  const { errno, driverError } = error as { errno?: number; driverError?: { errno?: number } };
  return RETRYABLE.has(errno ?? driverError?.errno ?? 0);
}

const LOST = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'ER_SERVER_SHUTDOWN',
  'ER_CON_COUNT_ERROR',
  'POOL_CLOSED',
]);

/** What a node of a Galera cluster answers that is there, but has not caught up with the others, or has lost them. */
const NOT_READY = 1047;

/** True when the database could not be reached, as opposed to having refused the statement. */
export function isConnectionError(error: unknown): boolean {
  const { code, errno, driverError, message, fatal } = (error ?? {}) as {
    code?: string;
    errno?: number;
    message?: string;
    fatal?: boolean;
    driverError?: { code?: string; errno?: number; fatal?: boolean; message?: string };
  };
  return (
    LOST.has(code ?? '') ||
    LOST.has(driverError?.code ?? '') ||
    (errno ?? driverError?.errno) === NOT_READY ||
    fatal === true ||
    driverError?.fatal === true ||
    /closed state|Pool is closed|Connection lost|is not established|is not initialized|database connection is not open/i.test(
      `${message} ${driverError?.message ?? ''}`,
    )
  );
}

/** The column of a row that was refused because it may not be null; undefined for any other error. */
export function columnThatIsNull(error: unknown): string | undefined {
  const { message = '', driverError } = error as { message?: string; driverError?: { message?: string } };
  const text = `${message} ${driverError?.message ?? ''}`;
  return (/NOT NULL constraint failed: \w+\.(\w+)/.exec(text) ??
    /Column '(\w+)' cannot be null/.exec(text))?.[1];
}

/** True when a unique key refused the row. */
export function isDuplicate(error: unknown): boolean {
  const { code, driverError } = error as { code?: string; driverError?: { code?: string } };
  const name = driverError?.code ?? code ?? '';
  return (
    name === 'ER_DUP_ENTRY' ||
    name.startsWith('SQLITE_CONSTRAINT_UNIQUE') ||
    name === 'SQLITE_CONSTRAINT_PRIMARYKEY'
  );
}
