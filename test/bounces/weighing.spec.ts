import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { MailboxBench } from '../support/mailbox-bench.js';
import { bounceOf } from '../support/reports.js';

onBothDatabases('verdicts that are weighed', (kind) => {
  let bench: MailboxBench;
  let app: MailboxBench['app'];
  let number = 0;
  const fresh = () => `p${(number += 1)}@x.example`;

  beforeAll(async () => {
    bench = await MailboxBench.start(kind);
    app = bench.app;
    await app.patch('/settings/delivery-reports', { softBounceLimit: 3, softBounceDays: 30 });
  });
  afterAll(() => bench?.stop());

  it('one record for an item: a later hard verdict wins, a second one adds nothing', async () => {
    const { item, campaign } = await bench.send(fresh());
    await bench.receive(bounceOf(item, { status: '4.2.2', diagnostic: '452 4.2.2 mailbox full' }));
    await bench.receive(bounceOf(item));
    await bench.receive(bounceOf(item, { diagnostic: '550 5.1.1 no such user' }));
    await bench.receive(bounceOf(item, { status: '4.2.2', diagnostic: '452 4.2.2 over quota' }));
    expect(await bench.bounces(campaign)).toMatchObject([{ details: { hard: true } }]);
    expect(await app.statistics(campaign.id)).toMatchObject({
      bouncedCount: 1,
      hardBouncedCount: 1,
      softBouncedCount: 0,
    });
  });

  it('the very same message twice counts once', async () => {
    const { item, campaign } = await bench.send(fresh());
    const raw = bounceOf(item);
    await bench.receive(raw);
    expect(await bench.receive(raw)).toEqual({ read: 1, known: 1 });
    expect(await bench.bounces(campaign)).toHaveLength(1);
  });

  describe('soft bounces', () => {
    const full = { status: '5.2.2', diagnostic: '552 5.2.2 mailbox full' };

    async function again(list: { id: string }) {
      const mailing = await app.mailing([list.id]);
      await app.run();
      return mailing;
    }

    async function softly(address: string, times: number, failure: object = full) {
      const { list, mailing } = await bench.send(address);
      for (let i = 0; i < times; i++) {
        const [item] = await app.items(i === 0 ? mailing : await again(list));
        await bench.receive(bounceOf(item!, failure));
      }
    }

    it('past the limit make the address invalid, and not before', async () => {
      const address = fresh();
      await softly(address, 2);
      expect(await bench.addressStatus(address)).toMatchObject({ invalid: false, softBounceCount: 2 });
      const other = fresh();
      await softly(other, 3);
      expect(await bench.addressStatus(other)).toMatchObject({
        invalid: true,
        softBounceCount: 3,
        lastEvent: '3 soft bounces in 30 days',
      });
    });

    it('count only within the time that was set', async () => {
      const address = fresh();
      await softly(address, 2);
      app.clock.advance(31 * 86_400_000);
      await softly(address, 1);
      expect(await bench.addressStatus(address)).toMatchObject({ invalid: false, softBounceCount: 1 });
    });

    it('that are the sender’s fault do not count', async () => {
      const address = fresh();
      await softly(address, 3, { status: '5.7.1', diagnostic: '554 5.7.1 blocked by zen.spamhaus.org' });
      expect((await bench.addressStatus(address))?.invalid ?? false).toBe(false);
    });

    it('begin anew once a person says that the address is good', async () => {
      const address = fresh();
      await softly(address, 3);
      const status = await bench.addressStatus(address);
      await app.patch(`/address-statuses/${status!.id}`, { invalid: false });
      app.clock.advance(1_000);
      await softly(address, 1);
      expect(await bench.addressStatus(address)).toMatchObject({ invalid: false, softBounceCount: 1 });
    });
  });

  it('counters and log agree after what was weighed', () => bench.expectAgreement());
});
