import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { type DoctorLine, examine } from '@facteur/facteur';
import { newDatabase } from '../support/new-database.js';
import { DnsServer, type Zone } from '../support/dns-server.js';
import { Running } from '../support/process.js';
import { TestApp } from '../support/test-app.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
/** All that is right of a sender's domain, with a relay whose address is known. */
const RIGHT: Zone = {
  'sender.example MX': ['mx.sender.example'],
  'sender.example TXT': ['v=spf1 a:relay.sender.example -all'],
  'relay.sender.example A': ['192.0.2.25'],
  'facteur._domainkey.sender.example TXT': [`v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`],
  '_dmarc.sender.example TXT': ['v=DMARC1; p=none'],
};
const SECRET = 'a secret for tests alone';

describe('npm run doctor', () => {
  let app: TestApp;
  let dns: DnsServer;
  let folder: string;
  let database: { url: string; drop(): Promise<void> };
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'facteur-doctor-'));
    dns = await new DnsServer().start();
    database = await newDatabase('MariaDB');
    // The clock of the doctor is that of the machine.
    app = await TestApp.start('MariaDB', { databaseUrl: database.url });
    env = {
      ...{ DATABASE_URL: database.url, APP_SECRET: SECRET, DATA_DIR: folder, PRIVATE_NETWORKS: 'allow' },
      ...{ DNS_SERVERS: dns.address, SMTP_URL: `smtp://127.0.0.1:${app.smtp.port}` },
    };
  }, 60_000);
  afterAll(async () => {
    await app?.stop();
    await database?.drop();
    await dns?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function lines(changed: Record<string, string | undefined> = {}): Promise<Map<string, DoctorLine>> {
    const found = new Map<string, DoctorLine>();
    for await (const line of examine({ ...env, ...changed })) found.set(line.code, line);
    return found;
  }
  const settings = (body: object) => app.patch('/settings/outbound-email', body);
  /** Everything right but where a test breaks it. */
  const spoilt: string[] = [];
  async function right() {
    for (const id of spoilt.splice(0)) await app.delete(`/smtp-accounts/${id}`);
    dns.zone = { ...RIGHT };
    expect(
      (
        await settings({
          ...{ siteUrl: app.origin, fromAddress: 'news@sender.example', bounceAddress: null },
          ...{ smtpHost: '127.0.0.1', smtpPort: app.smtp.port, smtpSecurity: 'None' },
          ...{ dkimDomain: 'sender.example', dkimSelector: 'facteur', dkimPrivateKey: privateKey },
        })
      ).status,
    ).toBe(200);
  }

  it('finds nothing broken where all is right but what this machine is', async () => {
    await right();
    const found = await lines();
    const broken = [...found.values()].filter(({ state }) => state === 'fail').map(({ code }) => code);
    // Links that begin with this machine lead nowhere from others; jobs stand still with the tests' clock.
    expect(broken.filter((code) => !['site', 'job', 'jobs'].includes(code))).toEqual([]);
    for (const code of [
      'environment',
      'database',
      'migrations',
      'secret',
      'links',
      'account',
      'mx',
      'dkim',
      'dmarc',
    ])
      expect([code, found.get(code)?.state]).toEqual([code, 'pass']);
    // Whether a relay in the house may send cannot be told, and it says so.
    expect(found.get('spf')).toMatchObject({
      state: 'unknown',
      detail: expect.stringContaining('cannot be told'),
    });
  }, 60_000);

  /** What is broken, how, and the line that names it. */
  const BROKEN: [
    name: string,
    code: string,
    words: RegExp,
    how: () => Promise<Record<string, string> | void>,
  ][] = [
    ['a variable that is no port', 'environment', /PORT="x" is wrong/, async () => ({ PORT: 'x' })],
    [
      'a data folder without a database',
      'data',
      /There is no database/,
      async () => ({ DATABASE_URL: '', DATA_DIR: '/nowhere/at/all' }),
    ],
    [
      'a database server that is away',
      'database',
      /cannot be opened.*ECONNREFUSED/,
      async () => ({ DATABASE_URL: 'mysql://root:hush@127.0.0.1:1/facteur' }),
    ],
    [
      'a database that damages names',
      'database',
      /CHARACTER SET latin1/,
      async () => {
        const other = await newDatabase('MariaDB');
        const connection = await mysql.createConnection(other.url);
        await connection.query(`ALTER DATABASE ${other.url.split('/').pop()!} CHARACTER SET latin1`);
        await connection.end();
        return { DATABASE_URL: other.url };
      },
    ],
    [
      'migrations that have not run',
      'migrations',
      /have not run/,
      async () => ({ DATABASE_URL: (await newDatabase('MariaDB')).url }),
    ],
    [
      'another secret',
      'secret',
      /not the one that this database/,
      async () => ({ APP_SECRET: 'another secret than theirs' }),
    ],
    [
      'a public address that leads to this machine alone',
      'site',
      /leads nowhere from other machines/,
      async () => void (await settings({ siteUrl: 'http://localhost:1' })),
    ],
    [
      'a public address that somebody else answers',
      'links',
      /not Facteur that answers/,
      async () => void (await settings({ siteUrl: await somebodyElse() })),
    ],
    [
      'a public address that does not answer',
      'links',
      /does not answer/,
      async () => void (await settings({ siteUrl: 'http://127.0.0.1:2' })),
    ],
    [
      'an SMTP server that is away',
      'account',
      /step "connection"/,
      async () => void (await settings({ smtpPort: 2 })),
    ],
    [
      'an SMTP server that refuses our sender',
      'account',
      /step "sender".*not ours/,
      async () => void (await settings({ smtpPort: await refusing() })),
    ],
    [
      'a sender domain that takes no mail',
      'mx',
      /takes no mail/,
      async () => void (dns.zone = without('sender.example MX')),
    ],
    ['no SPF record', 'spf', /no SPF record/, async () => void (dns.zone = without('sender.example TXT'))],
    [
      'an SPF record that leaves the relay out',
      'spf',
      /does not allow relay.sender.example/,
      async () => {
        dns.zone = { ...RIGHT, 'sender.example TXT': ['v=spf1 ip4:198.51.100.1 -all'] };
        await settings({ smtpHost: 'relay.sender.example' });
      },
    ],
    [
      'two SPF records',
      'spf',
      /more than one/,
      async () => {
        dns.zone = { ...RIGHT, 'sender.example TXT': ['v=spf1 -all', 'v=spf1 +all'] };
        await settings({ smtpHost: 'relay.sender.example' });
      },
    ],
    [
      'no DKIM key',
      'dkim',
      /no TXT record facteur._domainkey/,
      async () => void (dns.zone = without('facteur._domainkey.sender.example TXT')),
    ],
    [
      'another DKIM key',
      'dkim',
      /holds another key/,
      async () =>
        void (dns.zone = { ...RIGHT, 'facteur._domainkey.sender.example TXT': ['v=DKIM1; p=MIIBIjANBgkq'] }),
    ],
    [
      'a private key of an account that cannot be read',
      'dkim',
      /cannot be read, so nothing is signed/,
      async () => {
        const { id } = await app.make('/smtp-accounts', {
          ...{ name: 'Own', host: '127.0.0.1', port: app.smtp.port, security: 'None' },
          ...{ fromAddress: 'own@sender.example', dkimDomain: 'sender.example', dkimSelector: 'facteur' },
          dkimPrivateKey: privateKey,
        });
        spoilt.push(id);
        expect((await lines()).get('dkim')?.state).toBe('pass');
        const spoil = `UPDATE {smtp_account} SET dkim_private_key = 'altered' WHERE public_id = ?`;
        await app.database.execute(spoil, [id]);
      },
    ],
    [
      'no DMARC record',
      'dmarc',
      /no DMARC record/,
      async () => void (dns.zone = without('_dmarc.sender.example TXT')),
    ],
    [
      'a return address and a signature of other domains',
      'dmarc',
      /fail DMARC/,
      async () => {
        dns.zone = { ...RIGHT, 'bounces.other MX': ['mx.other'], 'f._domainkey.other TXT': ['p='] };
        await settings({ bounceAddress: 'b@bounces.other', dkimDomain: 'other' });
      },
    ],
    [
      'name servers that do not answer',
      'mx',
      /Cannot tell: no name server answers/,
      async () => ({ DNS_SERVERS: '127.0.0.1:1' }),
    ],
    [
      'a job that is switched off',
      'job',
      /Inactive/,
      async () =>
        void (await app.patch(`/scheduled-jobs/${await app.jobOf('SendMassEmails')}`, {
          status: 'Inactive',
        })),
    ],
    [
      'a mailbox that cannot be read',
      'mailbox',
      /cannot be read/,
      async () => {
        const { id } = await app.make('/group-mailboxes', {
          ...{ name: 'Bounces', host: '127.0.0.1', port: 2, security: 'None' },
          ...{ username: 'bounce@sender.example', password: 'x' },
        });
        await app.post(`/group-mailboxes/${id}/check`);
      },
    ],
  ];
  const servers: { close(): unknown }[] = [];
  afterAll(() => servers.forEach((one) => one.close()));
  const without = (name: string): Zone =>
    Object.fromEntries(Object.entries(RIGHT).filter(([key]) => key !== name));
  async function somebodyElse(): Promise<string> {
    const server: Server = createHttpServer((_request, response) => response.end('Welcome to nginx!'));
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  async function refusing(): Promise<number> {
    const server = createTcpServer((socket) => {
      socket.write('220 refusing.example\r\n');
      socket.on('data', (data) => {
        const line = data.toString();
        socket.write(/^MAIL/i.test(line) ? '550 5.7.1 this sender is not ours\r\n' : '250 ok\r\n');
      });
      socket.on('error', () => undefined);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  it.each(BROKEN)(
    'names the cause of: %s',
    async (_name, code, words, how) => {
      await right();
      const changed = (await how()) ?? {};
      const found = await lines(changed);
      expect(found.get(code)).toMatchObject({ detail: expect.stringMatching(words) });
      expect(found.get(code)!.state).not.toBe('pass');
      // Nothing that a person pastes into a ticket holds a password.
      expect(JSON.stringify([...found.values()])).not.toMatch(/hush|tests alone/);
    },
    60_000,
  );

  it('a data folder that is none is named, and an SMTP_URL that the server does not have', async () => {
    await right();
    const file = join(folder, 'no-folder');
    writeFileSync(file, '');
    expect((await lines({ DATA_DIR: file })).get('data')).toMatchObject({
      ...{ state: 'fail', detail: expect.stringContaining('is no folder') },
    });
    const other = await lines({ SMTP_URL: 'smtp://127.0.0.1:2' });
    expect(other.get('smtp-url')).toMatchObject({ state: 'warn' });
  });

  it('as a command, ends with 1 when something is broken, also when the server would not start', async () => {
    const doctor = Running.start('apps/server/dist/commands/doctor.js', {
      ...{ DATABASE_URL: 'mysql://root:hush@127.0.0.1:1/x', APP_SECRET: SECRET },
    });
    const code = await doctor.exit;
    expect([code, doctor.output()]).toEqual([
      1,
      expect.stringMatching(/fail +database +The database of DATABASE_URL/),
    ]);
    expect(doctor.output()).toContain('1 broken');
    expect(doctor.output()).not.toContain('hush');
    await doctor.stop();
  }, 60_000);
});
