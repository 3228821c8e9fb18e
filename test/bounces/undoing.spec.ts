import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { MailboxBench } from '../support/mailbox-bench.js';
import { bounceOf, complaintOf } from '../support/reports.js';

onBothDatabases('undoing a verdict', (kind) => {
  let bench: MailboxBench;
  let app: MailboxBench['app'];
  let number = 0;
  const fresh = () => `p${(number += 1)}@x.example`;

  beforeAll(async () => {
    bench = await MailboxBench.start(kind);
    app = bench.app;
  });
  afterAll(() => bench?.stop());

  const undo = async (item: { id: string }) => {
    const { body } = await app.get(`/delivery-reports?filter.queueItemId=${item.id}`);
    return app.post(`/delivery-reports/${body.data[0]!.id}/undo`);
  };

  it('takes back the address, the record and the counters, and says who did it', async () => {
    const { item, campaign } = await bench.send(fresh());
    await bench.receive(bounceOf(item));
    const answer = await undo(item);
    expect(answer.body).toMatchObject({ undoneBy: 'API key "tests"', effect: 'invalid' });
    expect(await bench.addressStatus(item.address)).toMatchObject({ invalid: false });
    expect(await bench.bounces(campaign)).toEqual([]);
    expect(await app.statistics(campaign.id)).toMatchObject({ bouncedCount: 0, sentCount: 1 });
    expect((await app.items({ id: item.massEmailId }))[0]!.delivery).toBe('unknown');
    expect((await undo(item)).status).toBe(409);
  });

  it('leaves what another verdict says', async () => {
    const { item, campaign } = await bench.send(fresh());
    await bench.receive(bounceOf(item, { status: '4.2.2', diagnostic: '452 4.2.2 mailbox full' }));
    await bench.receive(bounceOf(item));
    await undo(item);
    expect(await bench.bounces(campaign)).toMatchObject([{ details: { hard: false } }]);
    expect((await bench.addressStatus(item.address))!.invalid).toBe(false);
  });

  it.each([
    [
      'in the registry',
      async (item: Schemas['QueueItemView']) => {
        const status = await bench.addressStatus(item.address);
        return app.patch(`/address-statuses/${status!.id}`, { invalid: true });
      },
    ],
    [
      'on the record',
      (item: Schemas['QueueItemView']) =>
        app.patch(`/contacts/${item.targetId}`, { emailAddressIsInvalid: true }),
    ],
  ])('leaves an address that a person marked %s', async (_where, mark) => {
    const { item } = await bench.send(fresh());
    await bench.receive(bounceOf(item));
    await mark(item);
    await undo(item);
    expect((await bench.addressStatus(item.address))!.invalid).toBe(true);
  });

  it('of a complaint takes back the opt-out, the record and the counter, and says so in the ledger', async () => {
    const { item, campaign } = await bench.send(fresh());
    await bench.receive(complaintOf(item));
    expect((await bench.addressStatus(item.address))!.optedOut).toBe(true);
    expect((await undo(item)).status).toBe(200);
    expect((await bench.addressStatus(item.address))!.optedOut).toBe(false);
    expect(await app.log(campaign, '&filter.action=Complained')).toEqual([]);
    expect((await app.statistics(campaign.id)).complainedCount).toBe(0);
    expect((await app.items({ id: item.massEmailId }))[0]!.delivery).toBe('unknown');
    const ledger = await app.database.query<{ action: string }>(
      'SELECT action FROM consent_record WHERE address_key = ? ORDER BY id',
      [item.address],
    );
    expect(ledger.map(({ action }) => action)).toEqual(['Withdrawn', 'Undone']);
  });

  describe('never takes back what the person said', () => {
    /** Two messages to one person, who can opt out of everything by the first. */
    async function two() {
      const { item, list } = await bench.send(fresh(), { optOutEntirely: true });
      const link = await app.link(item.address, 'optOut');
      const second = await app.mailing([list.id]);
      await app.run();
      const [other] = await app.items(second);
      const optOut = () => app.visit(link, { method: 'POST', body: '' });
      return { item, other: other!, optOut };
    }
    const statusOf = async ({ address }: { address: string }) =>
      (await bench.addressStatus(address)) as Schemas['AddressStatusView'];

    it('when complaints came before and after', async () => {
      const { item, other, optOut } = await two();
      await bench.receive(complaintOf(item));
      await optOut();
      await bench.receive(complaintOf(other));
      await undo(other);
      await undo(item);
      expect(await statusOf(item)).toMatchObject({ optedOut: true });
    });

    it('when a bounce came after', async () => {
      const { item, other, optOut } = await two();
      await bench.receive(complaintOf(item));
      await optOut();
      await bench.receive(bounceOf(other));
      await undo(item);
      expect(await statusOf(item)).toMatchObject({ optedOut: true, invalid: true });
    });

    it('and frees an address that did not bounce, whatever the person said since', async () => {
      const { item, optOut } = await two();
      await bench.receive(bounceOf(item));
      await optOut();
      await undo(item);
      expect(await statusOf(item)).toMatchObject({ optedOut: true, invalid: false });
    });
  });

  it('counters and log agree after what was undone', () => bench.expectAgreement());
});
