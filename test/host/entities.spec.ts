import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { fromEntity, RecordSourceRegistry } from '@facteur/audience';
import { recordSourceContract } from '@facteur/audience/testing';
import { MailingStatusChanged } from '@facteur/dispatch';
import {
  type EmailTransport,
  EmailTransportPlugin,
  type TemplateHelper,
  TemplateHelperPlugin,
} from '@facteur/email';
import { Database, OnFacteurEvent } from '@facteur/platform';
import { Column, DeleteDateColumn, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { onBothDatabases } from '../support/databases.js';
import { HostApp } from './host-app.js';
import { hostDatabase } from './host-database.js';

@Entity('customer')
class Customer {
  @PrimaryGeneratedColumn()
  id: number;

  @Column({ type: 'varchar', length: 100 })
  firstName: string;

  @Column({ type: 'varchar', length: 190, nullable: true })
  mail: string | null;

  @Column({ type: 'varchar', length: 190, nullable: true })
  otherMail: string | null;

  /** A word of SQL's own. */
  @Column({ type: 'int', default: 0, name: 'order' })
  orders: number;

  @Column({ type: 'varchar', length: 40, default: 'not for letters' })
  password: string;

  @DeleteDateColumn()
  deletedAt: Date | null;
}

@Entity('partner')
class Partner {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  uuid: string;

  @Column({ type: 'varchar', length: 190 })
  mail: string;
}

@Entity('seat')
class Seat {
  @PrimaryColumn({ type: 'int' })
  hall: number;

  @PrimaryColumn({ type: 'varchar', length: 20 })
  place: string;

  @Column({ type: 'varchar', length: 190 })
  mail: string;
}

@TemplateHelperPlugin()
class Shout implements TemplateHelper {
  readonly name = 'shout';
  readonly arity = [1, 1] as const;
  apply = (text: unknown) => `${String(text).toUpperCase()} & <co>`;
}

const heard: MailingStatusChanged[] = [];

@Injectable()
class Listener {
  @OnFacteurEvent(MailingStatusChanged)
  changed(event: MailingStatusChanged): void {
    heard.push(event);
  }
}

const UUID = '6f0e7b1e-0000-4000-8000-00000000000a';

onBothDatabases("entities of a host's as record types", (kind) => {
  let host: Awaited<ReturnType<typeof hostDatabase>>;
  let app: HostApp;

  beforeAll(async () => {
    host = await hostDatabase(kind, [Customer, Partner, Seat]);
    // As of a database of another age.
    if (kind === 'MariaDB')
      await host.source.query(
        'ALTER TABLE partner CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci',
      );
    heard.length = 0;
    const { manager } = host.source;
    await manager.insert(Customer, [
      { firstName: 'Ada', mail: ' Ada@a.example', otherMail: 'ada@b.example', orders: 3 },
      { firstName: 'Bob', mail: null, otherMail: 'bob@b.example' },
      { firstName: 'Cleo', mail: null, otherMail: null },
      { firstName: 'Dan', mail: 'dan@a.example', deletedAt: new Date() },
      // Their keys are more than small letters: nobody would know them again.
      { firstName: 'Ida', mail: 'ida@m\u00fcller.example' },
      { firstName: 'Tab', mail: '\ttab@a.example' },
    ]);
    await manager.insert(Partner, { uuid: UUID, mail: 'partner@a.example' });
    await manager.insert(Seat, { hall: 7, place: 'B~1', mail: 'seat@a.example' });
    @Module({
      providers: [
        Shout,
        Listener,
        fromEntity(Customer, {
          email: ['mail', 'otherMail'],
          name: 'firstName',
          fields: { firstName: 'firstName', orders: 'orders' },
        }),
        fromEntity(Partner, { email: 'mail', name: 'mail', normalAddresses: true }),
        fromEntity(Seat, { email: 'mail', name: 'place', fields: ['hall'] }),
      ],
    })
    class Targets {}
    app = await HostApp.start('Express', host.source, { imports: [Targets] });
  }, 60_000);

  afterAll(async () => {
    await app?.stop();
    await host.drop();
  });

  it.each([
    ['Customer', '1', '3'],
    ['Partner', UUID, undefined],
    ['Seat', '7~B~1', undefined],
  ])('%s keeps the contract of record types', async (type, idWithAddress, idWithoutAddress) => {
    const source = app.nest.get(RecordSourceRegistry).get(type);
    for (const { check } of recordSourceContract(source, app.nest.get(Database), {
      channel: 'email',
      idWithAddress,
      ...(idWithoutAddress ? { idWithoutAddress } : {}),
    }))
      await check();
  });

  it('shows what was named and nothing else, without deleted rows', async () => {
    const { data } = await app.get<{ data: { name: string; values: object }[] }>('/records/Customer');
    expect(data.map(({ name }) => name).sort()).toEqual(['Ada', 'Bob', 'Cleo', 'Ida', 'Tab']);
    expect(Object.keys(data[0]!.values).sort()).toEqual([
      'emailAddress',
      'firstName',
      'id',
      'name',
      'orders',
    ]);
  });

  it('a record is named by its id, whatever that is made of', async () => {
    const list = await app.make('/target-lists', { name: 'by id' });
    for (const [targetType, targetId] of [
      ['Seat', '7~B~1'],
      ['Partner', UUID],
    ])
      expect(
        await app.make(`/target-lists/${list.id}/members`, { targetType, targetIds: [targetId] }),
      ).toMatchObject({ added: 1 });
    const { status, text } = await app.call('POST', '/marketing/api/v1/privacy/export', {
      targetType: 'Seat',
      targetId: '7~B~1',
    });
    expect([status, text]).toEqual([200, expect.stringContaining('7~B~1')]);
  });

  it('a letter reaches each by the first address that is there, and an opt-out the right record', async () => {
    const list = await app.make('/target-lists', { name: 'all' });
    for (const targetType of ['Customer', 'Partner', 'Seat'])
      await app.make(`/target-lists/${list.id}/members`, { targetType, all: true });
    const template = await app.make('/email-templates', {
      name: 'T',
      subject: 'Hi {{default person.name "you"}}, {{default customer.orders 0}} orders',
      body: '<p>{{shout person.name}} <a href="<optOutUrl>">Leave</a></p>',
    });
    const mailing = await app.make('/mass-emails', {
      name: 'M',
      status: 'Pending',
      templateId: template.id,
      targetListIds: [list.id],
      fromAddress: 'shop@shop.example',
    });
    await app.run();
    expect(await app.get(`/mass-emails/${mailing.id}`)).toMatchObject({ status: 'Complete' });
    expect(app.smtp.messages.map(({ to }) => String(to).trim().toLowerCase()).sort()).toEqual([
      'ada@a.example',
      'bob@b.example',
      'partner@a.example',
      'seat@a.example',
    ]);
    const letter = await app.smtp.parsed('partner@a.example');
    expect(letter.html).toContain('PARTNER@A.EXAMPLE &amp; &lt;co&gt;');
    expect(heard.map(({ mailingId, channel, status }) => [mailingId, channel, status])).toEqual([
      [mailing.id, 'email', 'In Process'],
      [mailing.id, 'email', 'Complete'],
    ]);
    const link = /https:\/\/shop\.example\/marketing\/u\/[\w-]+/.exec(letter.text!)![0];
    expect((await app.call('POST', app.here(link))).status).toBe(200);
    const { data } = await app.get<{ data: { targetType: string; targetId: string; optedOut: boolean }[] }>(
      `/target-lists/${list.id}/members`,
    );
    expect(data.filter(({ optedOut }) => optedOut)).toMatchObject([
      { targetType: 'Partner', targetId: UUID },
    ]);
  });
});

it("letters leave by a host's own transport where it takes the account", async () => {
  const taken: string[] = [];
  @EmailTransportPlugin()
  class Pigeons implements EmailTransport {
    readonly name = 'pigeons';
    takes = ({ host }: { host: string }) => host === 'pigeons.example';
    open = () => ({
      concurrency: 1,
      send: ({ envelope }: { envelope: { to: string } }) => {
        taken.push(envelope.to);
        return Promise.resolve({ kind: 'delivered' as const, response: 'flown' });
      },
      close: () => Promise.resolve(),
    });
  }
  @Module({ providers: [Pigeons] })
  class Ways {}
  const app = await HostApp.start('Fastify', undefined, {
    url: 'sqlite::memory:',
    crm: true,
    imports: [Ways],
  });
  try {
    await app.make(
      '/settings/outbound-email',
      { smtpHost: 'pigeons.example', fromAddress: 'a@shop.example' },
      'PATCH',
    );
    const contact = await app.make('/contacts', { lastName: 'B', emailAddress: 'b@a.example' });
    const list = await app.make('/target-lists', { name: 'L' });
    await app.make(`/target-lists/${list.id}/members`, { targetType: 'Contact', targetIds: [contact.id] });
    const template = await app.make('/email-templates', { name: 'T', subject: 's', body: 'b <optOutUrl>' });
    const mailing = await app.make('/mass-emails', {
      ...{ name: 'M', status: 'Pending', templateId: template.id, targetListIds: [list.id] },
    });
    await app.run();
    expect([taken, app.smtp.messages]).toEqual([['b@a.example'], []]);
    expect(await app.get(`/mass-emails/${mailing.id}`)).toMatchObject({ status: 'Complete' });
  } finally {
    await app.stop();
  }
});
