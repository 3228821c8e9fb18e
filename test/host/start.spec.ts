import { afterEach, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { fromEntity, type RecordSource, RecordSourcePlugin } from '@facteur/audience';
import { FacteurModule, migrateFacteur } from '@facteur/facteur';
import { Database, text } from '@facteur/platform';
import mysql from 'mysql2/promise';
import {
  Column,
  DataSource,
  DefaultNamingStrategy,
  Entity,
  type MigrationInterface,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  type QueryRunner,
} from 'typeorm';
import { newDatabase, type TestDatabase } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { HostApp, SECRET } from './host-app.js';

@Entity('reader')
class Reader {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 190 })
  mail: string;
}

/** A host's table of a name that Facteur has as well. */
@Entity('setting')
class Setting {
  @PrimaryColumn({ type: 'varchar', length: 40 })
  name: string;
}

const ran: string[] = [];

class HostMigration1 implements MigrationInterface {
  name = 'HostMigration1790000000001';

  async up(runner: QueryRunner): Promise<void> {
    ran.push(this.name);
    await runner.query('CREATE TABLE of_a_migration (id INT PRIMARY KEY)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE of_a_migration');
  }
}

class ShoutingNames extends DefaultNamingStrategy {
  override columnName(propertyName: string, customName: string): string {
    return customName || propertyName.toUpperCase();
  }
}

describe("beside a host's own data source on MariaDB", () => {
  const open: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.stop();
  });

  async function database(charset = 'utf8mb4'): Promise<TestDatabase> {
    const test = await newDatabase('MariaDB');
    if (charset !== 'utf8mb4') {
      const connection = await mysql.createConnection(test.url);
      await connection.query(`ALTER DATABASE CHARACTER SET ${charset}`);
      await connection.end();
    }
    open.push({ stop: () => test.drop() });
    return test;
  }

  /** With habits that are none of Facteur's. */
  async function host(test: TestDatabase, more: object = {}): Promise<DataSource> {
    const source = new DataSource({
      type: 'mysql',
      url: test.url,
      entities: [Reader, Setting],
      migrations: [HostMigration1],
      synchronize: true,
      timezone: '+05:00',
      dateStrings: true,
      supportBigNumbers: true,
      bigNumberStrings: true,
      namingStrategy: new ShoutingNames(),
      extra: { decimalNumbers: true, connectionLimit: 3 },
      ...more,
    } as never);
    await source.initialize();
    open.push({ stop: () => source.destroy() });
    return source;
  }

  async function start(...values: Parameters<typeof HostApp.start>): Promise<HostApp> {
    const app = await HostApp.start(...values);
    open.push(app);
    return app;
  }

  const tables = async (source: DataSource): Promise<string[]> =>
    (await source.query('SHOW TABLES')).flatMap((row: object) => Object.values(row));

  it("its tables lie beside the host's under their prefix, and nothing of the host's is changed or run", async () => {
    const test = await database();
    const source = await host(test);
    await source.query(`INSERT INTO setting VALUES ('colour')`);
    const before = await tables(source);
    const app = await start('Express', source);
    const after = await tables(source);
    expect(after.filter((name) => !name.startsWith('facteur_'))).toEqual(before);
    expect(after.length - before.length).toBeGreaterThan(60);
    expect([ran, await source.query('SELECT * FROM setting')]).toEqual([[], [{ NAME: 'colour' }]]);
    // Dates and numbers are Facteur's own, whatever the host does with its.
    const list = await app.make('/target-lists', { name: 'L' });
    expect(await app.get(`/target-lists/${list.id}`)).toMatchObject({
      createdAt: '2027-03-01T09:00:00.000Z',
      entryCount: 0,
    });
    expect(await source.showMigrations()).toBe(true);
  });

  it('takes another prefix, and two mounts of different prefixes live in one database', async () => {
    const source = await host(await database());
    const one = await start('Express', source, { tablePrefix: 'one_' });
    const two = await start('Fastify', source, { tablePrefix: 'two_' });
    await one.make('/target-lists', { name: 'of one' });
    expect(await two.get('/target-lists')).toMatchObject({ data: [] });
    expect(await tables(source)).toEqual(
      expect.arrayContaining(['one_history', 'two_history', 'one_mailing']),
    );
  });

  it('with migrate: false the start is refused until they were run by command', async () => {
    const source = await host(await database());
    await expect(HostApp.start('Express', source, { migrate: false })).rejects.toThrow(
      /not up to date, and `migrate` is false: run migrateFacteur\(\)/,
    );
    // Looked at, and nothing written.
    expect((await tables(source)).filter((name) => name.startsWith('facteur'))).toEqual([]);
    expect(await migrateFacteur({ dataSource: source })).toBeGreaterThan(9);
    expect(await migrateFacteur({ dataSource: source })).toBe(0);
    const app = await start('Express', source, { migrate: false });
    expect((await app.call('GET', '/marketing/health/ready')).status).toBe(200);
  });

  it('a Facteur of its own without a prefix may lie in the same database', async () => {
    const test = await database();
    const alone = await start('Express', undefined, { url: test.url, tablePrefix: '' });
    const beside = await start('Express', undefined, { url: test.url });
    await alone.make('/target-lists', { name: 'of the one alone' });
    expect(await beside.get('/target-lists')).toMatchObject({ data: [] });
  });

  it('a refused start leaves no connection open', async () => {
    const source = await host(await database());
    const count = async () =>
      Number(
        (
          await source.query('SELECT COUNT(*) AS n FROM information_schema.processlist WHERE db = DATABASE()')
        )[0].n,
      );
    const before = await count();
    @Module({ providers: [fromEntity(Reader, { email: 'post' as never, name: 'mail' })] })
    class Targets {}
    await expect(HostApp.start('Express', source, { imports: [Targets] })).rejects.toThrow(/post/);
    await eventually('its connections are closed', async () => (await count()) <= before);
  });

  it('works on a database of its own, by its address', async () => {
    const test = await database();
    const app = await start('Express', undefined, { url: test.url });
    expect((await app.make('/target-lists', { name: 'L' })).id).toBeTruthy();
    expect(app.nest.get(Database).tablePrefix).toBe('facteur_');
  });

  describe('refused at the start, with the cause and the way out', () => {
    const refused = (more: Parameters<typeof HostApp.start>[2], source?: DataSource) =>
      HostApp.start('Express', source, more).then(
        async (app) => {
          await app.stop();
          return 'it started';
        },
        (error: Error) => error.message,
      );

    it('a database that is not utf8mb4', async () => {
      const source = await host(await database('latin1'));
      expect(await refused({}, source)).toMatch(/CHARACTER SET utf8mb4, not latin1.*ALTER DATABASE/);
    });

    it('a database of another make', async () => {
      expect(await refused({}, { options: { type: 'postgres' } } as never)).toMatch(
        /of the type "postgres".*MySQL, MariaDB and SQLite.*`url`/,
      );
    });

    it("a table that is not Facteur's", async () => {
      const source = await host(await database());
      expect(await refused({ tablePrefix: '' }, source)).toMatch(
        /has a table setting that is not Facteur's: choose another tablePrefix/,
      );
    });

    it('a prefix that no table can have', async () => {
      const source = await host(await database());
      expect(await refused({ tablePrefix: 'a-b' }, source)).toMatch(/tablePrefix "a-b" must begin/);
      expect(await refused({ tablePrefix: '1_' }, source)).toMatch(/tablePrefix "1_" must begin/);
    });

    it('an address of the site that is none, by the name of its setting', async () => {
      const source = await host(await database());
      expect(await refused({ siteUrl: 'shop.example' }, source)).toMatch(
        /FACTEUR_SITE_URL="shop.example" is wrong/,
      );
    });

    it('neither a data source nor an address, whatever DATABASE_URL says', async () => {
      expect(await refused({})).toMatch(/needs `dataSource`/);
    });

    it('a second mount', async () => {
      const source = await host(await database());
      const again = FacteurModule.forRoot({ dataSource: source, tablePrefix: 'again_', secret: SECRET });
      expect(await refused({ imports: [again] }, source)).toMatch(/mounted 2 times/);
    });

    it.each([
      [
        'with regard to case',
        { type: 'varchar', length: 20, collation: 'utf8mb4_bin' },
        /compared by utf8mb4_bin.*keysIgnoreCase/,
      ],
      ['with a fraction', { type: 'decimal', precision: 8, scale: 2 }, /a number with a fraction/],
      ['that is too long', { type: 'varchar', length: 190 }, /may be longer than 64/],
      ['of bytes', { type: 'binary', length: 16 }, /made of bytes/],
    ])('a key %s', async (_what, column, words) => {
      @Entity('keyed')
      class Keyed {
        @PrimaryColumn(column as never)
        code: string;
      }
      const source = await host(await database(), { entities: [Keyed] });
      @Module({ providers: [fromEntity(Keyed, { name: 'code' })] })
      class Targets {}
      expect(await refused({ imports: [Targets] }, source)).toMatch(words);
    });

    it('a column that is not utf8mb4', async () => {
      const source = await host(await database());
      await source.query('ALTER TABLE reader CONVERT TO CHARACTER SET latin1');
      @Module({ providers: [fromEntity(Reader, { email: 'mail', name: 'mail' })] })
      class Targets {}
      expect(await refused({ imports: [Targets] }, source)).toMatch(
        /column MAIL of the entity Reader is in latin1.*ALTER TABLE reader CONVERT TO CHARACTER SET utf8mb4/,
      );
    });

    it('a property that an entity does not have, and an entity of nobody', async () => {
      const source = await host(await database());
      const targets = (provider: ReturnType<typeof fromEntity>) => {
        @Module({ providers: [provider] })
        class Targets {}
        return { imports: [Targets] };
      };
      expect(
        await refused(targets(fromEntity(Reader, { email: 'post' as never, name: 'mail' })), source),
      ).toMatch(/entity Reader has no column for "post"; it has id, mail/);
      class Nobody {
        mail: string;
      }
      expect(await refused(targets(fromEntity(Nobody, { name: 'mail' })), source)).toMatch(/Nobody/);
    });

    it.each([
      [
        'SQL that is wrong',
        'reeder r',
        undefined,
        /record type Thing: its `list` cannot be asked of the database.*reeder/,
      ],
      [
        'addresses of another shape',
        'reader r',
        'SELECT id AS target_id FROM reader',
        /record type Thing: its `addresses\('email'\)` cannot be asked of the database/,
      ],
    ])('a record type with %s', async (_what, from, addresses, words) => {
      const source = await host(await database());
      @RecordSourcePlugin()
      class Thing implements RecordSource {
        targetType = 'Thing';
        order = 1;
        list = {
          noun: 'thing',
          from,
          columns: { id: text('r.id') },
          search: [],
          sortBy: 'id:ASC',
          tieBreak: 'r.id',
        };
        placeholders = {};
        addresses = (channel: string) => (channel === 'email' ? addresses : undefined);
        load = () => Promise.resolve(new Map());
      }
      @Module({ providers: [Thing] })
      class Targets {}
      expect(await refused({ imports: [Targets] }, source)).toMatch(words);
    });
  });
});
