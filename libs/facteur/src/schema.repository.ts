import type { DataSource, QueryRunner } from 'typeorm';

/**
 * What the start asks a database server for before there is a schema. Not asked by way of `Database`: migrations use
 * the data source itself.
 */
export class SchemaRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Of MySQL and MariaDB. */
  async charset(): Promise<string | undefined> {
    const [row] = await this.dataSource.query<{ charset: string }[]>(
      'SELECT @@character_set_database AS charset',
    );
    return row?.charset;
  }

  /** Names of all tables that are there, whoever made them. */
  async tables(): Promise<Set<string>> {
    const rows = await this.dataSource.query<{ name: string }[]>(
      this.dataSource.options.type === 'mysql'
        ? 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()'
        : `SELECT name FROM sqlite_master WHERE type = 'table'`,
    );
    return new Set(rows.map(({ name }) => name));
  }

  /** In which Facteur keeps the ids of records (MySQL and MariaDB): that of the database when the tables were made. */
  async collation(prefix: string): Promise<string | undefined> {
    const [row] = await this.dataSource.query<{ collation: string }[]>(
      `SELECT collation_name AS collation FROM information_schema.columns
       WHERE table_schema = DATABASE() AND table_name = ? AND column_name = 'target_id'`,
      [`${prefix}target_list_member`],
    );
    return row?.collation;
  }

  /** Whether a migration of this release has not run; asked without writing anything, which TypeORM does not. */
  async lacksMigrations(): Promise<boolean> {
    return (await this.compareMigrations()).missing.length > 0;
  }

  /** Names of this release's migrations that did not run, and of those that ran and it does not know. */
  async compareMigrations(): Promise<{ missing: string[]; unknown: string[] }> {
    const own = this.dataSource.migrations.map(({ name }) => name!);
    const history = this.dataSource.options.migrationsTableName!;
    if (!(await this.tables()).has(history)) return { missing: own, unknown: [] };
    const rows = await this.dataSource.query<{ name: string }[]>(`SELECT name FROM ${history}`);
    const ran = rows.map(({ name }) => name);
    return {
      missing: own.filter((name) => !ran.includes(name)),
      unknown: ran.filter((name) => !own.includes(name)),
    };
  }

  /** One process at a time, by a named lock of the database (MySQL and MariaDB). */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const lock: QueryRunner = this.dataSource.createQueryRunner();
    try {
      await lock.query(`SELECT GET_LOCK(CONCAT('facteur migration ', DATABASE()), 120)`);
      return await work();
    } finally {
      await lock
        .query(`SELECT RELEASE_LOCK(CONCAT('facteur migration ', DATABASE()))`)
        .catch(() => undefined);
      await lock.release();
    }
  }
}
