import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('whom and why', (kind) => {
  let app: TestApp;
  beforeEach(async () => {
    app = await TestApp.start(kind);
  });
  afterEach(() => app.stop());

  it('left out counts people: who gets it through another list is not left out', async () => {
    const [p, q] = [await app.contact('p@x.example'), await app.contact('q@x.example')];
    const member = (one: { id: string }) => ({ targetType: 'Contact', id: one.id });
    const a = await app.list('A', [member(p), member(q)]);
    const b = await app.list('B', [member(p)]);
    await app.post(`/target-lists/${a.id}/members/Contact/${p.id}/opt-out`);
    const mailing = await app.mailing([a.id, b.id]);
    expect(await app.preflight(mailing)).toMatchObject({ recipients: 2, leftOut: {} });
    await app.run();
    expect(await app.progress(mailing)).toMatchObject({ leftOut: {}, counts: { Sent: 2 } });
  });

  it('by name, reason and page; and for one person or address in words, before and after', async () => {
    const ada = await app.contact('ada@x.example', { lastName: 'Out' });
    const bob = await app.contact('bob@x.example', { firstName: 'Bob' });
    const twin = await app.contact('bob@x.example', { firstName: 'Twin' });
    const none = await app.contact(null, { firstName: 'None' });
    const other = await app.contact('other@x.example');
    const list = await app.list(
      'L',
      [ada, bob, twin, none].map(({ id }) => ({ targetType: 'Contact', id })),
    );
    await app.post('/address-statuses', { channel: 'email', address: 'ada@x.example', optedOut: true });
    const mailing = await app.mailing([list.id]);
    const leftOut = async () =>
      (await app.get(`/mass-emails/${mailing.id}/left-out?limit=50`)).body.data
        .map((one) => [one.name, one.reason])
        .sort();
    const why = async (query: string) =>
      (await app.get(`/mass-emails/${mailing.id}/why?${query}`)).body.data.map((one) => [one.code, one.gets]);
    const expected = [
      ['Ada Out', 'opted-out'],
      ['None Lovelace', 'no-address'],
      // Of two with one address the first by id.
      [bob.id < twin.id ? 'Twin Lovelace' : 'Bob Lovelace', 'duplicate-address'],
    ].sort();
    for (const moment of ['before', 'after']) {
      expect([moment, await leftOut()]).toEqual([moment, expected]);
      const got = moment === 'before' ? 'recipient' : 'Sent';
      expect((await why('address=BOB@x.example')).sort()).toEqual(
        [
          [got, true],
          ['duplicate-address', false],
        ].sort(),
      );
      expect(await why(`targetType=Contact&targetId=${ada.id}`)).toEqual([['opted-out', false]]);
      expect(await why(`targetType=Contact&targetId=${other.id}`)).toEqual([['on-no-list', false]]);
      if (moment === 'before') await app.run();
    }
    const { body } = await app.get(`/mass-emails/${mailing.id}/why?address=ada@x.example`);
    expect(body.data[0]!.explanation).toMatch(/^Ada Out .*opted out/);
  });
});
