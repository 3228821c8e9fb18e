import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RecordSourceRegistry } from '@facteur/audience';
import { recordSourceContract } from '@facteur/audience/testing';
import { ChannelRegistry, MailingService } from '@facteur/dispatch';
import { channelContract, transportContract } from '@facteur/dispatch/testing';
import { BulkSmtpTransport, type EmailMessage, FileTransport, SmtpTransport } from '@facteur/email';
import { onBothDatabases } from '../support/databases.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('the built-in record sources keep the contract', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app.stop());

  it.each([
    ['Account', '/accounts', { name: 'Acme' }],
    ['Contact', '/contacts', { lastName: 'C' }],
    ['Lead', '/leads', { lastName: 'L' }],
    ['User', '/users', { lastName: 'U', userName: 'u' }],
  ])('%s', async (type, path, record) => {
    const account = await app.make('/accounts', { name: 'Employer' });
    const more = type === 'Contact' ? { accountId: account.id } : {};
    const make = async (values: object) =>
      (await app.call<{ id: string }>('POST', `/api/v1${path}`, values)).body;
    const withAddress = await make({ ...record, ...more, emailAddress: `${type}@X.example` });
    const without = await make(record);
    const source = app.nest.get(RecordSourceRegistry).get(type);
    const checks = recordSourceContract(source, app.database, {
      channel: 'email',
      idWithAddress: withAddress.id,
      idWithoutAddress: without.id,
    });
    for (const { check } of checks) await check();
    expect(checks.length).toBeGreaterThan(5);
  });
});

onBothDatabases('the e-mail channel keeps the contract', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app.stop());

  it('in every point', async () => {
    const { list, contacts } = await app.listOf(1);
    const mailing = await app.mailing([list.id]);
    const draft = await app.make('/mass-emails', { name: 'Without content' });
    const { store } = app.nest.get(MailingService);
    const records = await app.nest
      .get(RecordSourceRegistry)
      .load([{ targetType: 'Contact', targetId: contacts[0]!.id }]);
    const checks = channelContract({
      channel: app.nest.get(ChannelRegistry).get('email'),
      address: 'Ada@X.example',
      sameAddress: ' ada@x.EXAMPLE ',
      noAddress: 'Ada at home',
      mailing: (await store.find(mailing.id))!,
      unsendable: (await store.find(draft.id))!,
      record: [...records.values()][0]!,
      withoutChance: (message) => String((message as EmailMessage).mime).replace(/=_\w+|--\w+/g, ''),
    });
    for (const { check } of checks) await check();
    expect(checks.length).toBeGreaterThan(6);
  });
});

const message = (number: number): EmailMessage => ({
  envelope: { from: 'a@x.example', to: `b${number}@x.example` },
  mime: Buffer.from(`Subject: ${number}\r\n\r\nx\r\n`),
});

describe('the transports keep the contract', () => {
  const sink = new SmtpSink();
  beforeAll(() => sink.start());
  afterAll(() => sink.stop());
  const options = {
    host: '127.0.0.1',
    security: 'None',
    username: null,
    password: null,
    maxConnections: 3,
    dkim: null,
  };
  const smtp = transportContract({
    open: () => new SmtpTransport({ ...options, port: sink.port }),
    openBroken: () => new SmtpTransport({ ...options, port: 1 }),
    message,
    taken: () => sink.messages.length,
  });
  for (const { name, check } of smtp) it(`SMTP ${name}`, check);

  const bulk = transportContract({
    open: () => new BulkSmtpTransport({ ...options, port: sink.port }),
    openBroken: () => new BulkSmtpTransport({ ...options, port: 1 }),
    message,
    taken: () => sink.messages.length,
  });
  for (const { name, check } of bulk) it(`bulk SMTP ${name}`, check);

  const folder = mkdtempSync(join(tmpdir(), 'facteur-file-transport-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = transportContract({
    open: () => new FileTransport(folder),
    openBroken: () => new FileTransport('/dev/null/nowhere'),
    message,
    taken: () => readdirSync(folder).length,
  });
  for (const { name, check } of file) it(`file ${name}`, check);
});
