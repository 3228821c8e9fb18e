import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { CampaignLog } from '@facteur/campaigns';
import { CrmAddresses } from '@facteur/crm';
import { DeliveryReports, SentItems } from '@facteur/dispatch';
import { onBothDatabases } from '../../support/databases.js';
import { TestApp } from '../../support/test-app.js';
import { flown } from './pigeon-channel.js';
import { PigeonModule } from './pigeon.module.js';

const NOTES = [
  ['Loft 1', 'Snow melts, Bea B'],
  ['Loft 2', 'Snow melts, Cid C'],
];

/** Everything that a channel asks of the core, by one that the core knows nothing of. */
onBothDatabases('pigeon post', (kind) => {
  let app: TestApp;
  let list: { id: string };
  let campaign: { id: string };
  let people: { id: string }[];

  beforeEach(async () => {
    flown.length = 0;
    app = await TestApp.start(kind, { imports: [PigeonModule] });
    people = [
      await app.contact(null, { firstName: 'Bea', lastName: 'B', phoneNumber: 'loft 1' }),
      await app.contact(null, { firstName: 'Cid', lastName: 'C', phoneNumber: 'Loft 2' }),
      await app.contact(null, { firstName: 'Dan', lastName: 'D', phoneNumber: 'ask at the inn' }),
    ];
    list = await app.list(
      'Lofts',
      people.map(({ id }) => ({ targetType: 'Contact', id })),
    );
    campaign = await app.campaign({ type: 'Mail' });
  });
  afterEach(() => app.stop());

  const post = async (more: object = {}) => {
    const { status, body, text } = await app.call<{ id: string; status: string }>(
      'POST',
      '/api/v1/pigeon-posts',
      { name: 'Spring', note: 'Snow melts', campaignId: campaign.id, targetListIds: [list.id], ...more },
    );
    expect([status, text]).toEqual([201, expect.any(String)]);
    return body;
  };
  const ask = async <T = Record<string, unknown>>(method: string, path: string, body?: object) => {
    const answer = await app.call<T>(method, `/api/v1/pigeon-posts${path}`, body);
    expect([answer.status, answer.text]).toEqual([expect.any(Number), expect.any(String)]);
    return answer;
  };

  it('goes out, batch by batch, to whoever has an address of the channel; it can be paused, resumed and counted', async () => {
    const { id } = await post();
    expect((await ask('GET', `/${id}/preflight`)).body).toMatchObject({
      recipients: 2,
      leftOut: { 'no-address': 1 },
      errors: [],
    });
    await app.run();
    expect(NOTES).toContainEqual([flown[0]!.to, flown[0]!.note]);
    expect((await ask('POST', `/${id}/pause`)).body).toMatchObject({ status: 'Paused' });
    await app.run();
    expect(flown).toHaveLength(1);
    expect((await ask('GET', `/${id}/progress`)).body).toMatchObject({
      counts: { Sent: 1, Pending: 1 },
      hold: { limit: 'paused' },
    });
    expect((await ask('POST', `/${id}/resume`)).body).toMatchObject({ status: 'In Process' });
    await app.run();
    expect(flown.map(({ to, note }) => [to, note]).sort()).toEqual(NOTES);
    expect((await ask('GET', `/${id}`)).body).toMatchObject({ status: 'Complete' });
    expect((await ask('GET', `/${id}/statistics`)).body).toMatchObject({ sentCount: 2, deliveredCount: 2 });
    expect((await ask<{ data: object[] }>('GET', `/${id}/left-out`)).body.data).toMatchObject([
      { name: 'Dan D', reason: 'no-address' },
    ]);
    const why = await ask('GET', `/${id}/why?address=LOFT%202`);
    expect(why.body).toMatchObject({ data: [{ name: 'Cid C', gets: true, code: 'Sent' }] });
    expect((await ask('POST', `/${id}/copy`, {})).body).toMatchObject({
      name: 'Spring (copy)',
      status: 'Draft',
    });
    const preview = await ask('GET', `/${id}/preview?targetType=Contact&targetId=${people[1]!.id}`);
    expect(preview.body).toEqual({ note: 'Snow melts, Cid C' });
    const test = await ask('POST', `/${id}/send-test`, { addresses: ['loft 9'] });
    expect(test.body).toMatchObject({ sent: [{ address: 'Loft 9' }], leftOut: [] });
    // Of another channel there is no such mailing, whatever the path.
    expect((await app.get(`/mass-emails/${id}/progress`)).problem.detail).toContain('no mass e-mail with');
    expect((await app.patch(`/mass-emails/${id}`, { campaignId: null })).status).toBe(404);
    expect((await app.delete(`/mass-emails/${id}`)).status).toBe(404);
    expect((await ask('GET', `/${id}`)).status).toBe(200);
  });

  it('what the peer says of a bird later finds its message: receipts and answers', async () => {
    const { id } = await post();
    await app.run();
    const item = (await app.nest.get(SentItems).byReference('pigeon', 'ring', 'ring 1'))!;
    expect(item.address).toBe(flown[0]!.to);
    const at = app.clock.now();
    await app.nest.get(DeliveryReports).apply({
      ...{ channel: 'pigeon', itemId: item.id, matchedBy: 'ring', address: item.address, kind: 'delivered' },
      ...{ status: '', reason: 'landed', diagnostic: 'coo', evidence: 'ring', countsAgainstAddress: false },
      ...{ source: 'loft keeper', sourceId: null, reportedAt: at },
    });
    const { campaignId, mailingId, targetType, targetId, address, isTest } = item;
    await app.nest.get(CampaignLog).record({
      ...{ campaignId: campaignId!, mailingId, targetType, targetId, address, isTest },
      ...{ queueItemId: item.id, action: 'Replied', actionDate: at },
    });
    const [reported] = await app.items({ id }, '&filter.status=Sent');
    expect(reported).toMatchObject({ address: item.address, delivery: 'delivered' });
    expect((await ask('GET', `/${id}/statistics`)).body).toMatchObject({ sentCount: 1, repliedCount: 1 });
  });

  it('whoever opts out by its link gets no further bird, and what only informs all the same', async () => {
    await post();
    await app.run();
    const page = await app.visit(flown[0]!.optOutUrl, { method: 'POST', body: '' });
    expect(page.status).toBe(200);
    const second = await post({ name: 'Summer' });
    expect((await ask('GET', `/${second.id}/preflight`)).body).toMatchObject({
      leftOut: { 'opted-out-of-list': 1 },
    });
    const recall = await app.campaign({ type: 'Mail', informational: true });
    const third = await post({ name: 'Recall', note: 'Do not eat the peas', campaignId: recall.id });
    expect((await ask('GET', `/${third.id}/preflight`)).body).toMatchObject({ recipients: 2 });
    await app.run();
    await app.run();
    const recalled = flown.filter(({ note }) => note.startsWith('Do not eat'));
    expect(recalled.map(({ to }) => to).sort()).toEqual(['Loft 1', 'Loft 2']);
    // Of mail that informs there is nothing to opt out of.
    expect((await app.visit(recalled[0]!.optOutUrl)).status).toBe(404);
  });

  it('somebody who is erased is erased there as well, before the queue forgets the way', async () => {
    const { id } = await post();
    await app.run();
    const person = { channel: 'pigeon', address: flown[0]!.to };
    const known = (await app.post('/privacy/export', person)).body as Record<string, object[]>;
    expect(known['pigeonNotes']).toEqual([{ note: flown[0]!.note }]);
    expect((await app.post('/privacy/erase', person)).body).toMatchObject({ pigeonNotes: 1, queueItems: 1 });
    expect(await app.database.query('SELECT * FROM pigeon_copy')).toEqual([]);
    // An organisation stays, without what was erased, at the next start as well.
    const inn = await app.make('/accounts', { name: 'The inn', phoneNumber: 'Loft 9' });
    await app.post('/privacy/erase', { channel: 'pigeon', address: 'Loft 9' });
    await app.nest.get(CrmAddresses, { strict: false }).onApplicationBootstrap();
    expect((await app.get(`/accounts/${inn.id}`)).body.phoneNumber).toBeNull();
    expect(await app.database.query(`SELECT 1 FROM crm_address WHERE address = 'Loft 9'`)).toEqual([]);
    expect((await ask('GET', `/${id}/statistics`)).body).toMatchObject({ sentCount: 1 });
  });

  it('its list is not deleted under it, and the words are those of the channel', async () => {
    await post();
    const { status, problem } = await app.delete(`/target-lists/${list.id}`);
    expect([status, problem.usedBy]).toEqual([409, [expect.objectContaining({ type: 'Pigeon Post' })]]);
    expect((await app.delete(`/campaigns/${campaign.id}`)).problem.detail).toContain('Pigeon Post "Spring"');
  });

  it('what records said before the channel was installed becomes addresses at the next start', async () => {
    await app.database.execute(`DELETE FROM crm_address WHERE channel = 'pigeon'`);
    const addresses = () =>
      app.database.query<{ address: string }>(
        `SELECT address FROM crm_address WHERE channel = 'pigeon' ORDER BY address`,
      );
    expect(await addresses()).toEqual([]);
    await app.nest.get(CrmAddresses, { strict: false }).onApplicationBootstrap();
    expect((await addresses()).map(({ address }) => address)).toEqual(['Loft 1', 'Loft 2']);
    await app.nest.get(CrmAddresses, { strict: false }).onApplicationBootstrap();
    expect(await addresses()).toHaveLength(2);
  });
});
