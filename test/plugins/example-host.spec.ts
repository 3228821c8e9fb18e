import { expect, it } from '@jest/globals';
import { ClubMember, ClubMemberSource, HostModule } from '@facteur/example-host';
import { recordSourceContract } from '@facteur/audience/testing';
import { OutboundEmailSettings } from '@facteur/email';
import { Database, FixedClock } from '@facteur/platform';
import { createServer } from '@facteur/server';
import type { Page } from '../support/api-types.js';
import { newDatabase, onBothDatabases } from '../support/databases.js';
import { SmtpSink } from '../support/smtp-sink.js';
import { START } from '../support/test-app.js';

onBothDatabases('a foreign CRM', (kind) => {
  it('mounts Facteur with its own database, records and sign-in, and sends', async () => {
    const test = await newDatabase(kind);
    const smtp = await new SmtpSink().start();
    const clock = new FixedClock(START);
    const app = await createServer(
      HostModule.register({
        databaseUrl: test.url,
        secret: 's',
        facteur: { clock, scheduling: { enabled: false } },
      }),
      {
        logger: false,
        docsPage: false,
      },
    );
    await app.listen(0, '127.0.0.1');
    const origin = (await app.getUrl()).replace('[::1]', '127.0.0.1');
    const call = async (path: string, body?: unknown, secret = 's') => {
      const answer = await fetch(`${origin}/api/v1${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return { status: answer.status, body: (await answer.json()) as unknown };
    };
    try {
      const database = app.get(Database);
      await database.run((manager) =>
        manager.insert(ClubMember, [
          { id: 'm1', nickname: 'Bea', mail: 'Bea@club.example' },
          { id: 'm2', nickname: 'Cid', mail: null },
        ]),
      );
      const contract = recordSourceContract(app.get(ClubMemberSource, { strict: false }), database, {
        channel: 'email',
        idWithAddress: 'm1',
        idWithoutAddress: 'm2',
      });
      for (const { check } of contract) await check();

      expect((await call('/target-lists', undefined, 'wrong')).status).toBe(401);
      await app.get(OutboundEmailSettings).update({
        smtpHost: '127.0.0.1',
        smtpPort: smtp.port,
        smtpSecurity: 'None',
        fromAddress: 'club@club.example',
      });
      const make = async (path: string, values: object) => (await call(path, values)).body as { id: string };
      const list = await make('/target-lists', { name: 'all' });
      await make(`/target-lists/${list.id}/members`, { targetType: 'ClubMember', all: true });
      const template = await make('/email-templates', {
        name: 'T',
        subject: 'Hi {{member.nickname}}',
        body: 'Dear {Person.firstName}',
        isHtml: false,
      });
      const mailing = await make('/mass-emails', {
        name: 'M',
        status: 'Pending',
        startAt: START.toISOString(),
        templateId: template.id,
        targetListIds: [list.id],
      });
      const jobs = await call('/scheduled-jobs?filter.job=SendMassEmails');
      const [job] = (jobs.body as Page<{ id: string }>).data;
      expect(await make(`/scheduled-jobs/${job!.id}/run`, {})).toMatchObject({ summary: { sent: 1 } });
      expect((await call(`/mass-emails/${mailing.id}`)).body).toMatchObject({ status: 'Complete' });
      expect((await smtp.parsed('Bea@club.example')).subject).toBe('Hi Bea');
    } finally {
      // The host's data source is the host's to close.
      const { dataSource } = app.get(Database);
      await app.close();
      await dataSource.destroy();
      await smtp.stop();
      await test.drop();
    }
  });
});
