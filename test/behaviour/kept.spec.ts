import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TargetListOptedIn, TargetListOptedOut } from '@facteur/audience';
import { EventBus } from '@facteur/platform';
import type { ApiDocument } from '../support/answer-check.js';
import { onBothDatabases } from '../support/databases.js';
import { seedContacts } from '../support/seed.js';
import { TestApp } from '../support/test-app.js';

/** Rows of the behaviour that no other test is named after. */
onBothDatabases('behaviour', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app.stop());

  it('campaigns, mass e-mails, queue items and log records have the fields and states of the field', async () => {
    const { list } = await app.listOf(1, 'fields');
    const campaign = await app.campaign();
    const mailing = await app.mailing([list.id], { campaignId: campaign.id });
    await app.run();
    expect(campaign).toMatchObject({
      name: 'C',
      status: 'Active',
      type: 'Email',
      startDate: null,
      endDate: null,
      budget: null,
      description: null,
      targetListIds: [],
      excludingTargetListIds: [],
    });
    const fields = [
      'name',
      'status',
      'startAt',
      'templateId',
      'campaignId',
      'targetListIds',
      'excludingTargetListIds',
      'fromAddress',
      'fromName',
      'replyToAddress',
      'replyToName',
      'smtpAccountId',
      'storeSentEmails',
      'optOutEntirely',
    ];
    expect(Object.keys(mailing)).toEqual(expect.arrayContaining(fields));
    const [item] = await app.items(mailing);
    expect(item).toMatchObject({
      channel: 'email',
      targetType: 'Contact',
      address: 'fields1@x.example',
      status: 'Sent',
      attemptCount: 1,
      sentAt: expect.any(String),
      lastError: null,
      isTest: false,
    });
    const [record] = await app.log(campaign);
    expect(record).toMatchObject({
      campaignId: campaign.id,
      action: 'Sent',
      targetType: 'Contact',
      queueItemId: item!.id,
      isTest: false,
      isBot: false,
      actionDate: expect.any(String),
    });
    const { components } = (await app.call<ApiDocument>('GET', '/api/openapi.json')).body;
    const { status, type } = components.schemas['CreateCampaignDto']!.properties!;
    expect(status!['enum']).toEqual(['Planning', 'Active', 'Inactive', 'Complete']);
    expect(type!['enum']).toEqual([
      'Email',
      'Newsletter',
      'Informational Email',
      'Web',
      'Television',
      'Radio',
      'Mail',
    ]);
  });

  it('rebuilding a Pending mailing first drops its own pending and failed items', async () => {
    const { list } = await app.listOf(1, 'rebuild');
    const mailing = await app.mailing([list.id]);
    const other = await app.mailing([list.id], { startAt: '2028-01-01T00:00:00Z' });
    const [{ id } = { id: 0 }] = await app.database.query<{ id: number }>(
      'SELECT id FROM mailing WHERE public_id = ?',
      [mailing.id],
    );
    const [{ id: otherId } = { id: 0 }] = await app.database.query<{ id: number }>(
      'SELECT id FROM mailing WHERE public_id = ?',
      [other.id],
    );
    for (const [mailingId, address, status] of [
      [id, 'stale@x.example', 'Pending'],
      [id, 'failed@x.example', 'Failed'],
      [otherId, 'kept@x.example', 'Pending'],
    ]) {
      await app.database.execute(
        `INSERT INTO queue_item (mailing_id, channel, address, address_key, status, next_attempt_at, created_at) VALUES (?, 'email', ?, ?, ?, ?, ?)`,
        [mailingId, address, address, status, app.clock.now(), app.clock.now()],
      );
    }
    await app.run();
    expect((await app.items(mailing)).map((item) => item.address)).toEqual(['rebuild1@x.example']);
    expect((await app.items(other)).map((item) => item.address)).toEqual(['kept@x.example']);
    await app.post(`/mass-emails/${other.id}/cancel`);
  });

  it('templates can be marked one-off and left out of the choice', async () => {
    await app.template('x', { name: 'usual' });
    await app.template('x', { name: 'once', oneOff: true });
    const names = (await app.get('/email-templates?filter.oneOff=false&limit=100')).body.data.map(
      (one) => one.name,
    );
    expect(names).toContain('usual');
    expect(names).not.toContain('once');
  });

  it('target lists fire opt-out and opt-in events, after commit and once', async () => {
    const { list, contacts } = await app.listOf(1, 'events');
    const heard: unknown[] = [];
    const bus = app.nest.get(EventBus);
    bus.on(TargetListOptedOut, (event) => void heard.push(['out', event.targetId]));
    bus.on(TargetListOptedIn, (event) => void heard.push(['in', event.targetId]));
    const path = `/target-lists/${list.id}/members/Contact/${contacts[0]!.id}`;
    for (const action of ['opt-out', 'opt-out', 'opt-in']) await app.post(`${path}/${action}`);
    expect(heard).toEqual([
      ['out', contacts[0]!.id],
      ['in', contacts[0]!.id],
    ]);
    expect((await app.post(`/target-lists/${list.id}/members/Contact/nobody/opt-out`)).status).toBe(404);
  });

  it('queue building takes as many statements for ten thousand members as for ten', async () => {
    // As many messages are handed over each time; only the queues differ.
    await app.patch('/settings/outbound-email', { maxPerBatch: 10 });
    const statements = async (prefix: string, count: number) => {
      await seedContacts(app.database, prefix, count);
      const list = await app.list(prefix);
      await app.make(`/target-lists/${list.id}/members`, {
        targetType: 'Contact',
        filter: { lastName: `Load ${prefix}` },
      });
      await app.mailing([list.id]);
      let counted = 0;
      const original = app.database.execute.bind(app.database);
      app.database.execute = (sql: string, values?: unknown[]) => {
        counted += 1;
        return original(sql, values);
      };
      const summary = await app.run();
      app.database.execute = original;
      expect(summary.queued).toBe(count);
      await app.database.execute(`UPDATE mailing SET status = 'Cancelled' WHERE status = 'In Process'`);
      return counted;
    };
    const few = await statements('few', 20);
    expect(await statements('many', 10_000)).toBe(few);
  });

  it('all that a search matches is added by the server, however many', async () => {
    await seedContacts(app.database, 'bulk', 20_000);
    const list = await app.list('bulk');
    expect(
      (
        await app.post(`/target-lists/${list.id}/members`, {
          targetType: 'Contact',
          filter: { lastName: 'Load bulk' },
        })
      ).body.added,
    ).toBe(20_000);
    expect((await app.get(`/target-lists/${list.id}`)).body.entryCount).toBe(20_000);
    expect(
      (
        await app.delete(`/target-lists/${list.id}/members`, {
          targetType: 'Contact',
          filter: { lastName: 'Load bulk' },
        })
      ).body.removed,
    ).toBe(20_000);
  });
});
