import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TargetListOptedIn, TargetListOptedOut } from '@facteur/audience';
import { EventBus } from '@facteur/platform';
import { onBothDatabases } from '../support/databases.js';
import { seedContacts } from '../support/seed.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('members of a list', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  it('an opted-out member who is removed and added again is still opted out', async () => {
    const { list, contacts } = await app.listOf(2, 'again');
    const target = { targetType: 'Contact', targetIds: [contacts[0]!.id] };
    await app.post(`/target-lists/${list.id}/members/Contact/${contacts[0]!.id}/opt-out`);
    await app.delete(`/target-lists/${list.id}/members`, target);
    expect((await app.get(`/target-lists/${list.id}`)).body).toMatchObject({
      entryCount: 1,
      optedOutCount: 0,
    });
    expect((await app.post(`/target-lists/${list.id}/members`, target)).body).toEqual({
      added: 1,
      alreadyIn: 0,
      notPermitted: 0,
    });
    const { body } = await app.get(`/target-lists/${list.id}/members?filter.optedOut=true`);
    expect(body.data).toMatchObject([{ targetId: contacts[0]!.id }]);
    await app.delete(`/target-lists/${list.id}/members`, { targetType: 'Contact', all: true });
    await app.post(`/target-lists/${list.id}/members`, {
      targetType: 'Contact',
      filter: { search: 'again' },
    });
    expect((await app.get(`/target-lists/${list.id}`)).body).toMatchObject({
      entryCount: 2,
      optedOutCount: 1,
    });
  });

  it('removing all contacts leaves the leads; a duplicate of 3 listed and 1 opted out has 3 members', async () => {
    const { list, contacts } = await app.listOf(4, 'dupl');
    const lead = await app.make('/leads', { lastName: 'L', emailAddress: 'dupl@lead.example' });
    await app.post(`/target-lists/${list.id}/members/Contact/${contacts[0]!.id}/opt-out`);
    const copy = await app.make(`/target-lists/${list.id}/duplicate`, {});
    expect(copy).toMatchObject({ entryCount: 3, optedOutCount: 0 });
    await app.make(`/target-lists/${list.id}/members`, { targetType: 'Lead', targetIds: [lead.id] });
    await app.delete(`/target-lists/${list.id}/members`, { targetType: 'Contact', all: true });
    expect(await app.members(list)).toMatchObject([{ targetType: 'Lead', targetId: lead.id }]);
  });

  it('records can be filtered by the lists they are in', async () => {
    const { list } = await app.listOf(2, 'inlist');
    expect((await app.get(`/contacts?filter.targetListId=${list.id}`)).body.meta.totalItems).toBe(2);
  });

  it('bulk adding counts added and already in', async () => {
    const leads = [];
    for (let i = 0; i < 5; i++)
      leads.push(await app.make('/leads', { lastName: 'Bulk', emailAddress: `bulk${i}@x.example` }));
    const list = await app.list(
      'bulk',
      leads.slice(0, 2).map(({ id }) => ({ targetType: 'Lead', id })),
    );
    expect(
      (
        await app.post(`/target-lists/${list.id}/members`, {
          targetType: 'Lead',
          filter: { lastName: 'Bulk' },
        })
      ).body,
    ).toEqual({ added: 3, alreadyIn: 2, notPermitted: 0 });
    const refused = await app.post(`/target-lists/${list.id}/members`, {
      targetType: 'Lead',
      targetIds: [leads[0]!.id, 'nobody'],
    });
    expect([refused.status, refused.problem.errors?.[0]?.field]).toEqual([400, 'targetIds']);
  });

  it('naming nobody adds nobody', async () => {
    const list = await app.list('nobody');
    expect(
      (await app.post(`/target-lists/${list.id}/members`, { targetType: 'Contact', targetIds: [] })).body
        .added,
    ).toBe(0);
  });

  it('opting somebody out by hand who is not on the list makes them an opted-out member', async () => {
    const contact = await app.contact('off@x.example');
    const list = await app.list('L');
    const path = (id: string) => `/target-lists/${list.id}/members/Contact/${id}/opt-out`;
    expect((await app.post(path(contact.id))).status).toBe(200);
    expect((await app.get(`/target-lists/${list.id}`)).body).toMatchObject({ optedOutCount: 1 });
    expect(await app.members(list)).toMatchObject([
      { targetId: contact.id, optedOut: true, optedOutAt: expect.any(String), address: 'off@x.example' },
    ]);
    expect((await app.post(path('nobody'))).status).toBe(404);
    expect((await app.get(`/contacts/${contact.id}/target-lists`)).body.data).toMatchObject([
      { name: 'L', optedOut: true },
    ]);
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
