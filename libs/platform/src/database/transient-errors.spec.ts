import { expect, it } from '@jest/globals';
import { isConnectionError, isRetryable } from './transient-errors.js';

/** As the driver and TypeORM give them. */
const wrapped = (driverError: object) => ({ ...driverError, driverError });

it.each([
  ['a server that is not there', wrapped({ code: 'ECONNREFUSED' }), 'away'],
  ['a connection that broke', wrapped({ code: 'PROTOCOL_CONNECTION_LOST', fatal: true }), 'away'],
  [
    'a node of a cluster that has not caught up',
    wrapped({ code: 'ER_UNKNOWN_COM_ERROR', errno: 1047 }),
    'away',
  ],
  ['a deadlock', wrapped({ code: 'ER_LOCK_DEADLOCK', errno: 1213 }), 'conflict'],
  [
    'a wait for a lock that took too long',
    wrapped({ code: 'ER_LOCK_WAIT_TIMEOUT', errno: 1205 }),
    'conflict',
  ],
  ['a statement that is wrong', wrapped({ code: 'ER_PARSE_ERROR', errno: 1064 }), 'refused'],
  ['what SQLite refuses', wrapped({ code: 'SQLITE_CONSTRAINT' }), 'refused'],
])('%s', (_what, error, kind) => {
  const seen = isConnectionError(error) ? 'away' : isRetryable(error) ? 'conflict' : 'refused';
  expect(seen).toBe(kind);
});
