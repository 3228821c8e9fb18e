import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { MailingService, QueueBuilder } from '@facteur/dispatch';
import { onBothDatabases } from '../support/databases.js';
import { seedContacts } from '../support/seed.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('building queues and looking once more', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  beforeEach(() => {
    app.smtp.messages.length = 0;
  });

  it('who joins after the queue is built gets nothing; who is removed still gets the mail', async () => {
    const { list, contacts } = await app.listOf(3, 'joins');
    await app.patch('/settings/outbound-email', { maxPerBatch: 1 });
    const mailing = await app.mailing([list.id]);
    await app.run();
    const late = await app.contact('latecomer@x.example');
    await app.make(`/target-lists/${list.id}/members`, { targetType: 'Contact', targetIds: [late.id] });
    await app.delete(`/target-lists/${list.id}/members`, {
      targetType: 'Contact',
      targetIds: contacts.map((one) => one.id),
    });
    await app.patch('/settings/outbound-email', { maxPerBatch: null });
    await app.run();
    expect((await app.items(mailing)).map((item) => [item.address, item.status])).toEqual([
      ['joins1@x.example', 'Sent'],
      ['joins2@x.example', 'Sent'],
      ['joins3@x.example', 'Sent'],
    ]);
  });

  /** Builds the queue and sends nothing of it yet. */
  async function queuedOnly(prefix: string, count = 2) {
    const { list, contacts } = await app.listOf(count, prefix);
    const campaign = await app.campaign();
    const mailing = await app.mailing([list.id], { campaignId: campaign.id });
    app.smtp.onSender = () => ({ code: 421, message: 'not now' });
    await app.run();
    app.smtp.onSender = () => undefined;
    return { list, contacts, campaign, mailing };
  }

  it('an address opted out after queueing is skipped with its reason, without mail and log', async () => {
    const { contacts, campaign, mailing } = await queuedOnly('afterq');
    await app.patch(`/contacts/${contacts[0]!.id}`, { emailAddressIsOptedOut: true });
    await app.run();
    expect((await app.items(mailing)).map((item) => [item.status, item.skipReason])).toEqual([
      ['Skipped', 'opted-out'],
      ['Sent', null],
    ]);
    expect(app.smtp.recipients()).toEqual(['afterq2@x.example']);
    expect(await app.log(campaign)).toHaveLength(1);
    expect(await app.statusOf(mailing)).toBe('Complete');
  });

  it('opting out of the list after queueing, and an address marked invalid, skip too', async () => {
    const { list, contacts, mailing } = await queuedOnly('afterlist', 3);
    await app.post(`/target-lists/${list.id}/members/Contact/${contacts[0]!.id}/opt-out`);
    await app.patch(`/contacts/${contacts[1]!.id}`, { emailAddressIsInvalid: true });
    await app.run();
    expect((await app.items(mailing)).map((item) => [item.status, item.skipReason])).toEqual([
      ['Skipped', 'opted-out-of-list'],
      ['Skipped', 'invalid'],
      ['Sent', null],
    ]);
  });

  it('a primary address changed after queueing is followed, in item and log', async () => {
    const { contacts, campaign, mailing } = await queuedOnly('moves', 1);
    await app.patch(`/contacts/${contacts[0]!.id}`, { emailAddress: 'moved@x.example' });
    await app.run();
    expect(app.smtp.recipients()).toEqual(['moved@x.example']);
    expect(await app.items(mailing)).toMatchObject([{ address: 'moved@x.example', status: 'Sent' }]);
    expect(await app.log(campaign)).toMatchObject([{ address: 'moved@x.example' }]);
  });

  it('a primary address changed to one that another item has brings one mail, not two', async () => {
    const { contacts, mailing } = await queuedOnly('merges');
    await app.patch(`/contacts/${contacts[0]!.id}`, { emailAddress: 'merges2@x.example' });
    await app.run();
    expect(app.smtp.recipients()).toEqual(['merges2@x.example']);
    expect((await app.items(mailing)).map((item) => item.skipReason).filter(Boolean)).toEqual([
      'duplicate-address',
    ]);
  });

  it('a record deleted after queueing is skipped', async () => {
    const { contacts, mailing } = await queuedOnly('deleted');
    await app.delete(`/contacts/${contacts[0]!.id}`);
    await app.run();
    expect((await app.items(mailing)).map((item) => [item.status, item.skipReason])).toEqual([
      ['Skipped', 'record-deleted'],
      ['Sent', null],
    ]);
  });

  it('two mailings over one list have queues of their own', async () => {
    const { list } = await app.listOf(2, 'own');
    const first = await app.mailing([list.id]);
    const second = await app.mailing([list.id]);
    await app.run();
    expect(await app.items(first)).toHaveLength(2);
    expect(await app.items(second)).toHaveLength(2);
    expect(app.smtp.messages).toHaveLength(4);
  });

  it('two runs at once build one queue and send once', async () => {
    const { list } = await app.listOf(5, 'atonce');
    const mailing = await app.mailing([list.id]);
    const job = await app.jobOf('SendMassEmails');
    const answers = await Promise.all([1, 2, 3].map(() => app.post(`/scheduled-jobs/${job}/run`)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409]);
    expect(await app.items(mailing)).toHaveLength(5);
    expect(app.smtp.messages).toHaveLength(5);
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

  it('queue building takes as many statements for ten thousand members as for ten', async () => {
    const building = new AsyncLocalStorage<boolean>();
    const statements = async (prefix: string, count: number) => {
      await seedContacts(app.database, prefix, count);
      const list = await app.list(prefix);
      await app.make(`/target-lists/${list.id}/members`, {
        targetType: 'Contact',
        filter: { lastName: `Load ${prefix}` },
      });
      const { id } = await app.mailing([list.id]);
      const mailing = (await app.nest.get(MailingService).store.find(id))!;
      const counted: string[] = [];
      const { database } = app;
      const originals = { query: database.query, execute: database.execute };
      for (const name of ['query', 'execute'] as const) {
        const original = originals[name].bind(database) as (
          sql: string,
          values?: unknown[],
        ) => Promise<never>;
        database[name] = (sql: string, values?: unknown[]) => {
          // What the process does beside it, by timers, is no matter of the build.
          if (building.getStore()) counted.push(sql);
          return original(sql, values);
        };
      }
      const built = await building.run(true, () => app.nest.get(QueueBuilder).build(mailing));
      Object.assign(database, originals);
      expect(built?.queued).toBe(count);
      await app.post(`/mass-emails/${id}/cancel`);
      return counted.length;
    };
    // What happens once in a process happens before.
    await statements('first', 20);
    const few = await statements('few', 20);
    expect(await statements('many', 10_000)).toBe(few);
  });
});
