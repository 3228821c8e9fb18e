import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type CompiledMailing, MailingService, QueueBuilder } from '@facteur/dispatch';
import { QueueRepository, SendingProcess, Settlement } from '@facteur/dispatch/testing';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('settlement', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app.stop());

  it('a settlement whose answer was lost, tried again, counts as sent what it settled and no more', async () => {
    const { list } = await app.listOf(2);
    const { id } = await app.mailing([list.id]);
    const of = <T>(type: abstract new (...parts: never[]) => T): T =>
      app.nest.get(type as never, { strict: false });
    const mailing = (await of(MailingService).store.find(id))!;
    await of(QueueBuilder).build(mailing);
    await app.database.execute('UPDATE mailing SET batch_remaining = 10');
    const processId = await of(SendingProcess).alive();
    const queue = of(QueueRepository);
    const { items } = await queue.claim({
      ...{ mailingId: mailing.id, channel: 'email', processId, limit: 10, maxPerHour: null },
      now: app.clock.now(),
    });
    await queue.markSending(items, processId, {
      ...{ channel: 'email', sources: [], now: app.clock.now() },
      ...{ informational: false, consentNeeded: false },
    });
    const handed = items.map((item) => ({
      ...{ item, message: undefined, outcome: { kind: 'delivered' as const, response: '250 ok' } },
    }));
    const settle = () =>
      of(Settlement)
        .settle(handed, mailing, {} as CompiledMailing, processId, 3)
        .then(({ sent }) => sent);
    expect([await settle(), await settle()]).toEqual([2, 0]);
    expect(
      (await app.statistics(String((await app.get(`/mass-emails/${id}`)).body.campaignId))).sentCount,
    ).toBe(2);
  });
});
