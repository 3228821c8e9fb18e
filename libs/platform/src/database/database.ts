import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { Mutex } from './mutex.js';
import { type Dialect, mysqlDialect, sqliteDialect } from './dialect.js';
import { withPrefix } from './table-prefix.js';
import { isRetryable } from './transient-errors.js';

interface Transaction {
  runner: QueryRunner;
  afterCommit: (() => void | Promise<void>)[];
}

const MAX_TRIES = 6;

/**
 * The only door to the database. It adds three things to TypeORM's DataSource:
 *
 * - **Transactions that follow the call**: whatever runs inside `transaction()` uses it, without passing a
 *   manager around; an inner `transaction()` joins the outer one.
 * - **One retry for conflicts**: a transaction that lost against another is run again, so its work must not
 *   touch anything outside the database (use `afterCommit` for that).
 * - **A safe SQLite**: TypeORM has one SQLite connection for the whole process, so statements of others would
 *   slip into an open transaction. Here they wait for their turn.
 *
 * See docs/decisions/0002-one-door-to-the-database.md.
 */
export class Database {
  readonly dialect: Dialect;
  private readonly current = new AsyncLocalStorage<Transaction>();
  private readonly turn = new Mutex();
  /** What all tables of Facteur's begin with. */
  readonly tablePrefix: string;

  /** @param textCollation of ids of records, on MySQL; what others compare with them is written in it. */
  constructor(
    readonly dataSource: DataSource,
    readonly textCollation?: string,
  ) {
    this.tablePrefix = dataSource.options.entityPrefix ?? '';
    this.dialect = dataSource.options.type === 'better-sqlite3' ? sqliteDialect : mysqlDialect;
  }

  /** Runs `work` with the current transaction's entity manager, or with one of its own. */
  async run<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const open = this.current.getStore();
    if (open) return work(open.runner.manager);
    if (this.dialect.name === 'mysql') return work(this.dataSource.manager);
    return this.transaction(() => this.run(work));
  }

  /**
   * Runs `work` in a transaction (READ COMMITTED on MySQL, so that INSERT ... SELECT takes
   * no locks on the rows it reads). Everything or nothing: an exception rolls back and is thrown on.
   */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.current.getStore()) return work();
    const { result, afterCommit } = await retried(() =>
      this.dialect.name === 'mysql' ? this.attempt(work) : this.turn.runExclusive(() => this.attempt(work)),
    );
    for (const callback of afterCommit) await callback();
    return result;
  }

  private async attempt<T>(work: () => Promise<T>) {
    const runner = this.dataSource.createQueryRunner();
    const transaction: Transaction = { runner, afterCommit: [] };
    try {
      await runner.startTransaction();
      const result = await this.current.run(transaction, work);
      await runner.commitTransaction();
      return { result, afterCommit: transaction.afterCommit };
    } catch (error) {
      // A lost connection cannot roll back; the server has done so already.
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      if (this.dialect.name === 'mysql') await runner.release();
    }
  }

  /** Runs `callback` once the current transaction is committed; at once when there is none. */
  async afterCommit(callback: () => void | Promise<void>): Promise<void> {
    const open = this.current.getStore();
    if (open) open.afterCommit.push(callback);
    else await callback();
  }

  /** Rows of a SELECT. Values are bound, never pasted; `{mailing}` is the table of that name with its prefix. */
  async query<Row = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.structured(sql, values)).records as Row[];
  }

  /** Number of rows that an INSERT, UPDATE or DELETE changed (MySQL: rows found, see the driver's flags). */
  async execute(sql: string, values: unknown[] = []): Promise<number> {
    return (await this.structured(sql, values)).affected ?? 0;
  }

  /** What was deleted leaves the files too, as far as the database keeps such (SQLite's write-ahead log). */
  async settleFiles(): Promise<void> {
    if (this.dialect.name === 'sqlite') await this.query('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  private async structured(sql: string, values: unknown[]) {
    const bound = values.map((value) => this.dialect.bind(value));
    const text = withPrefix(sql, this.tablePrefix);
    const open = this.current.getStore();
    if (open) return open.runner.query(text, bound, true);
    const alone = async () => {
      const runner = this.dataSource.createQueryRunner();
      try {
        return await runner.query(text, bound, true);
      } finally {
        if (this.dialect.name === 'mysql') await runner.release();
      }
    };
    return this.dialect.name === 'mysql' ? retried(alone) : this.turn.runExclusive(alone);
  }
}

/** The one place where conflicts are tried again: transactions, and statements that are their own transaction. */
async function retried<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isRetryable(error) || attempt === MAX_TRIES) throw error;
      await pause(Math.random() * 20 * attempt);
    }
  }
}
