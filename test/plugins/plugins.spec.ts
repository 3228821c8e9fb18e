import { afterEach, expect, it } from '@jest/globals';
import { Injectable, Module, Scope } from '@nestjs/common';
import {
  type NormalisedAddress,
  type RecordSource,
  RecordSourcePlugin,
  type TargetRecord,
} from '@facteur/audience';
import {
  type Channel,
  ChannelPlugin,
  type CompiledMailing,
  type Mailing,
  MailingService,
  type Outcome,
  type QueueItem,
  SendRun,
} from '@facteur/dispatch';
import { Database, Installation, text } from '@facteur/platform';
import { type Job, JobPlugin } from '@facteur/scheduling';
import { TestApp } from '../support/test-app.js';
import { LinkSigner } from '@facteur/campaigns';
import { FacteurModule } from '@facteur/facteur';
import { createServer } from '@facteur/server';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let app: TestApp | undefined;
afterEach(async () => {
  await app?.stop();
  app = undefined;
});

/** A host's own kind of record, in a table of the host. */
@RecordSourcePlugin()
class MemberSource implements RecordSource {
  readonly targetType = 'Member';
  readonly order = 100;
  readonly list = {
    noun: 'member',
    from: 'club_member r',
    columns: { id: text('r.id'), nick: text('r.nick') },
    search: ['nick'],
    sortBy: 'nick:ASC',
    tieBreak: 'r.id',
  };
  readonly placeholders = { member: ['nick'] };

  constructor(private readonly database: Database) {}

  /** A host has its tables before Facteur looks at them. */
  onModuleInit(): Promise<void> {
    return makeTable(this.database);
  }

  addresses(channel: string): string | undefined {
    const column = ({ email: 'mail', pigeon: 'loft' } as Record<string, string>)[channel];
    return (
      column &&
      `SELECT id AS target_id, ${column} AS address, LOWER(${column}) AS address_key, 1 AS is_primary FROM club_member WHERE ${column} IS NOT NULL`
    );
  }

  async load(ids: string[]): Promise<Map<string, TargetRecord>> {
    const rows = await this.database.query<{ id: string; nick: string }>(
      `SELECT id, nick FROM club_member WHERE id IN (${ids.map(() => '?').join()})`,
      ids,
    );
    return new Map(
      rows.map(({ id, nick }) => [
        id,
        { targetType: 'Member', targetId: id, name: nick, scopes: { member: { nick } } },
      ]),
    );
  }
}

const flown: string[] = [];

/** A channel that nobody foresaw: the core must carry it without knowing. */
@ChannelPlugin()
class PigeonChannel implements Channel {
  readonly name = 'pigeon';
  readonly label = 'Pigeon Post';

  normalise(address: string): NormalisedAddress | undefined {
    return address ? { address, key: address.toLowerCase() } : undefined;
  }

  async caps() {
    return { maxPerBatch: null, maxPerHour: null, maxAttempts: 1, lateAfterHours: null };
  }

  async prepare(): Promise<void> {}

  async placeholdersOf(): Promise<string[]> {
    return [];
  }

  async compile(mailing: Mailing): Promise<CompiledMailing<string>> {
    return {
      transport: {
        concurrency: 1,
        send: async (message: string): Promise<Outcome> => {
          flown.push(message);
          return { kind: 'delivered', response: 'coo' };
        },
        close: async () => undefined,
      },
      render: (item: QueueItem, record) => `${mailing.name} to ${record?.name} at ${item.address}`,
    };
  }
}

const ran: string[] = [];

@JobPlugin({ job: 'Sweep', name: 'Sweep the Loft', scheduling: '0 4 * * *' })
class SweepJob implements Job {
  async run() {
    ran.push('sweep');
    return { swept: true };
  }
}

const makeTable = async (database: Database) => {
  await database.execute(
    'CREATE TABLE club_member (id VARCHAR(64) PRIMARY KEY, nick VARCHAR(64), mail VARCHAR(190), loft VARCHAR(64))',
  );
  await database.execute(
    `INSERT INTO club_member VALUES ('m1', 'Bea', 'Bea@club.example', 'Loft 1'), ('m2', 'Cid', NULL, 'Loft 2')`,
  );
};

it.each([
  ['class providers', { providers: [MemberSource, PigeonChannel, SweepJob] }],
  [
    'factory and value providers',
    {
      providers: [
        {
          provide: 'members',
          inject: [Database],
          useFactory: (database: Database) => new MemberSource(database),
        },
        { provide: 'pigeons', useValue: new PigeonChannel() },
        { provide: 'sweep', useFactory: () => new SweepJob() },
      ],
    },
  ],
])(
  'a record type, a channel and a job register themselves as %s in a dynamic module',
  async (_how, parts) => {
    @Module({})
    class HostModule {}
    app = await TestApp.start('SQLite', { imports: [{ module: HostModule, ...parts }] });
    const list = await app.list('club');
    expect(
      (await app.post(`/target-lists/${list.id}/members`, { targetType: 'Member', all: true })).body.added,
    ).toBe(2);

    // By e-mail: queued like contacts, with their own placeholders.
    const mailing = await app.mailing([list.id], {
      templateId: (await app.template('<p>Hello {{member.nick}}</p>')).id,
    });
    await app.run();
    expect(await app.items(mailing)).toMatchObject([
      { targetType: 'Member', targetId: 'm1', address: 'Bea@club.example', status: 'Sent' },
    ]);
    expect((await app.smtp.parsed('Bea@club.example')).html).toContain('Hello Bea');

    // By pigeon: the same engine, which does not know what a message is.
    const [{ id: listKey } = { id: 0 }] = await app.database.query<{ id: number }>(
      'SELECT id FROM target_list',
    );
    await app.nest.get(MailingService).create('pigeon', {
      name: 'Note',
      status: 'Pending',
      startAt: app.clock.now(),
      targetListIds: [listKey],
    });
    flown.length = 0;
    await app.nest.get(SendRun).run();
    expect(flown.sort()).toEqual(['Note to Bea at Loft 1', 'Note to Cid at Loft 2']);

    const { body } = await app.get('/scheduled-jobs?filter.job=Sweep');
    expect(body.data[0]).toMatchObject({ name: 'Sweep the Loft', status: 'Active' });
    expect((await app.runJob('Sweep')).summary).toEqual({ swept: true });
  },
);

it('a request-scoped plugin is refused at start, by name', async () => {
  @RecordSourcePlugin()
  class Shifty extends MemberSource {}
  Injectable({ scope: Scope.REQUEST })(Shifty);
  @Module({ providers: [Shifty] })
  class HostModule {}
  await expect(TestApp.start('SQLite', { imports: [HostModule] })).rejects.toThrow(
    /Shifty is request-scoped/,
  );
});

it('a host may leave out the built-in record types and the sign-in, and bring its own policy', async () => {
  const policy = { check: async () => ({ name: 'host', role: 'admin' }) };
  app = await TestApp.start('SQLite', { crm: false, signIn: policy }).catch((error: Error) => {
    throw error;
  });
  expect((await app.get('/target-lists')).status).toBe(200);
  expect((await app.get('/contacts')).status).toBe(404);
  expect((await app.post('/auth/login', {})).status).toBe(404);
});

it('forRootAsync takes its settings from the providers of the host', async () => {
  @Module({
    providers: [{ provide: 'settings', useValue: { secret: 'from the host, long enough' } }],
    exports: ['settings'],
  })
  class SettingsModule {}
  const dataDir = mkdtempSync(join(tmpdir(), 'facteur-async-'));
  const nest = await createServer(
    FacteurModule.forRootAsync({
      imports: [SettingsModule],
      inject: ['settings'],
      useFactory: (settings: { secret: string }) => ({
        environment: {
          port: 0,
          siteUrl: 'https://host.example',
          databaseUrl: 'sqlite::memory:',
          dataDir,
          smtpUrl: undefined,
          appSecret: settings.secret,
          adminEmail: 'a@x.example',
          adminPassword: 'password',
          logLevel: 'silent',
        },
      }),
      scheduling: { enabled: false },
    }),
    { logger: false, docsPage: false },
  );
  expect(await nest.get(Installation).siteUrl()).toBe('https://host.example');
  expect(nest.get(LinkSigner).openUrl(1, 'https://host.example')).toContain('https://host.example/t/o/');
  await nest.close();
  rmSync(dataDir, { recursive: true });
});
