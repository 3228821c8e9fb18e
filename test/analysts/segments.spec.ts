import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('segments', (kind) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(kind);
  });

  afterAll(() => app?.stop());

  const membersOf = async (list: { id: string }) =>
    (await app.get(`/target-lists/${list.id}/members?limit=500`)).body.data.map((one) => one.targetId).sort();
  const sync = async (segment: { id: string }) => (await app.post(`/segments/${segment.id}/sync`)).body;
  const people = (...names: string[]) =>
    Promise.all(names.map((name) => app.contact(`${name}@x.example`, { firstName: name })));
  let number = 0;
  const city = () => `City ${(number += 1)}`;
  /** A segment of contacts that feeds a list. */
  const feed = (list: { id: string }, filter: object, more: object = {}) =>
    app.make('/segments', { name: 'S', targetType: 'Contact', filter, targetListIds: [list.id], ...more });
  const inCity = (name: string) => ({ field: 'addressCity', operator: 'is', value: name });

  it('who clicked the price link in either of two newsletters, did not buy, and is no customer’s employee', async () => {
    const customer = await app.make('/accounts', { name: 'Customer Ltd' });
    const other = await app.make('/accounts', { name: 'Other Ltd' });
    const customers = await app.list('Customers', [{ targetType: 'Account', id: customer.id }]);
    const everybody = await people('a', 'b', 'c', 'd', 'e');
    const [a, b, c, d, e] = everybody;
    await app.patch(`/contacts/${b!.id}`, { accountId: customer.id });
    await app.patch(`/contacts/${c!.id}`, { accountId: other.id });
    const all = everybody.map(({ id }) => ({ targetType: 'Contact', id }));
    const readers = await app.list('Readers', all);
    const buyers = await app.list('Bought', [{ targetType: 'Contact', id: d!.id }]);
    const campaigns: Schemas['CampaignView'][] = [];
    const prices: Schemas['TrackingUrlView'][] = [];
    const clickers = [
      [a, b],
      [c, d, a],
    ];
    for (const [index, who] of clickers.entries()) {
      const campaign = await app.campaign({ name: `Newsletter ${index}` });
      const price = await app.make('/tracking-urls', {
        campaignId: campaign.id,
        name: 'Prices',
        url: 'https://shop.example/prices',
        action: 'Redirect',
      });
      const blog = await app.make('/tracking-urls', {
        campaignId: campaign.id,
        name: 'Blog',
        url: 'https://shop.example/blog',
        action: 'Redirect',
      });
      const template = await app.template(
        `<a href="{trackingUrl:${price.id}}">prices</a><a href="{trackingUrl:${blog.id}}">blog</a>`,
      );
      await app.mailing([readers.id], { campaignId: campaign.id, templateId: template.id });
      await app.run();
      app.clock.advance(3_600_000);
      const click = async (contact: Schemas['ContactView'] | undefined, index: number) => {
        await app.visit(await app.link(contact!.emailAddress!, 'click', index));
      };
      for (const contact of who) await click(contact, 0);
      await click(e, 1);
      campaigns.push(campaign);
      prices.push(price);
    }
    const filter = {
      all: [
        {
          activity: {
            action: 'Clicked',
            campaignIds: campaigns.map(({ id }) => id),
            trackingUrlIds: prices.map(({ id }) => id),
          },
        },
        { not: { memberOf: { targetListIds: [buyers.id] } } },
        { not: { related: 'account', matches: { memberOf: { targetListIds: [customers.id] } } } },
      ],
    };
    const preview = await app.post('/segments/preview', { targetType: 'Contact', filter });
    expect(preview.body.count).toBe(2);
    expect(preview.body.sample.map((one) => one.id).sort()).toEqual([a!.id, c!.id].sort());
    const list = await app.list('Interested');
    const segment = await app.make('/segments', {
      name: 'Interested',
      targetType: 'Contact',
      filter,
      targetListIds: [list.id],
    });
    expect(await sync(segment)).toMatchObject({ status: 'Success', matched: 2, added: 2, removed: 0 });
    expect(await membersOf(list)).toEqual([a!.id, c!.id].sort());
    // The same out of the log alone, but for the employees.
    const fromLog = await app.make('/target-lists/from-log', {
      name: 'Clicked prices',
      campaignIds: campaigns.map(({ id }) => id),
      includingActions: ['Clicked'],
      trackingUrlIds: prices.map(({ id }) => id),
    });
    expect(await membersOf(fromLog)).toEqual([a!.id, b!.id, c!.id, d!.id].sort());
  });

  describe('a sync', () => {
    it('adds and removes, and tells who came and who went', async () => {
      const name = city();
      const [a, b, c] = await people('s1', 's2', 's3');
      for (const one of [a, b]) await app.patch(`/contacts/${one!.id}`, { addressCity: name });
      const list = await app.list('fed');
      const segment = await feed(list, inCity(name), { syncMode: 'Add and Remove' });
      await sync(segment);
      expect(await membersOf(list)).toEqual([a!.id, b!.id].sort());
      await app.patch(`/contacts/${a!.id}`, { addressCity: 'elsewhere' });
      await app.patch(`/contacts/${c!.id}`, { addressCity: name });
      const run = await sync(segment);
      expect(run).toMatchObject({ matched: 2, added: 1, removed: 1, trigger: 'manual' });
      expect(await membersOf(list)).toEqual([b!.id, c!.id].sort());
      const { body } = await app.get(`/segments/${segment.id}/runs/${run.id}/changes`);
      expect(body.data.map((one) => [one.change, one.targetId])).toEqual([
        ['added', c!.id],
        ['removed', a!.id],
      ]);
      expect((await app.get(`/target-lists/${list.id}`)).body.entryCount).toBe(2);
      expect((await app.get(`/segments/${segment.id}/runs`)).body.data).toHaveLength(2);
      expect(await sync(segment)).toMatchObject({ added: 0, removed: 0 });
    });

    it('with "add only" takes nobody out', async () => {
      const name = city();
      const [a] = await people('o1');
      await app.patch(`/contacts/${a!.id}`, { addressCity: name });
      const list = await app.list('fed');
      const segment = await feed(list, inCity(name));
      await sync(segment);
      await app.patch(`/contacts/${a!.id}`, { addressCity: null });
      expect(await sync(segment)).toMatchObject({ removed: 0 });
      expect(await membersOf(list)).toEqual([a!.id]);
    });

    it('never removes a member that a person added, before or after', async () => {
      const name = city();
      const [before, after, fed] = await people('m1', 'm2', 'm3');
      for (const one of [before, after, fed]) await app.patch(`/contacts/${one!.id}`, { addressCity: name });
      const list = await app.list('fed', [{ targetType: 'Contact', id: before!.id }]);
      const segment = await feed(list, inCity(name), { syncMode: 'Add and Remove' });
      await sync(segment);
      await app.post(`/target-lists/${list.id}/members`, { targetType: 'Contact', targetIds: [after!.id] });
      for (const one of [before, after, fed]) await app.patch(`/contacts/${one!.id}`, { addressCity: null });
      expect(await sync(segment)).toMatchObject({ matched: 0, removed: 1 });
      expect(await membersOf(list)).toEqual([before!.id, after!.id].sort());
    });

    it('does not bring back whom a person took out', async () => {
      const name = city();
      const [a] = await people('t1');
      await app.patch(`/contacts/${a!.id}`, { addressCity: name });
      const list = await app.list('fed');
      const segment = await feed(list, inCity(name));
      await sync(segment);
      await app.delete(`/target-lists/${list.id}/members`, { targetType: 'Contact', targetIds: [a!.id] });
      await sync(segment);
      expect(await membersOf(list)).toEqual([]);
    });

    it('leaves whom another segment still holds, and keeps opt-outs', async () => {
      const [one, two] = [city(), city()];
      const [a, b] = await people('h1', 'h2');
      await app.patch(`/contacts/${a!.id}`, { addressCity: one, addressState: two });
      await app.patch(`/contacts/${b!.id}`, { addressCity: one });
      const list = await app.list('fed');
      const make = (filter: object) =>
        app.make('/segments', {
          name: 'S',
          targetType: 'Contact',
          filter,
          targetListIds: [list.id],
          syncMode: 'Add and Remove',
        });
      const first = await make(inCity(one));
      const second = await make({ field: 'addressState', operator: 'is', value: two });
      await sync(first);
      await sync(second);
      await app.post(`/target-lists/${list.id}/members/Contact/${b!.id}/opt-out`);
      for (const contact of [a, b]) await app.patch(`/contacts/${contact!.id}`, { addressCity: null });
      expect(await sync(first)).toMatchObject({ removed: 1 });
      expect(await membersOf(list)).toEqual([a!.id]);
      await app.patch(`/contacts/${b!.id}`, { addressCity: one });
      await sync(first);
      const { body } = await app.get(`/target-lists/${list.id}/members`);
      expect(body.data.find((member) => member.targetId === b!.id)!.optedOut).toBe(true);
      expect((await app.get(`/target-lists/${list.id}`)).body).toMatchObject({
        entryCount: 2,
        optedOutCount: 1,
      });
    });

    it('comes by its own cron, and not while it is Inactive', async () => {
      const name = city();
      const [a] = await people('c1');
      await app.patch(`/contacts/${a!.id}`, { addressCity: name });
      const list = await app.list('fed');
      const segment = await app.make('/segments', {
        name: 'Scheduled',
        targetType: 'Contact',
        filter: inCity(name),
        targetListIds: [list.id],
        scheduling: '0 6 * * *',
        timezone: 'Europe/Paris',
      });
      const runJob = async () => (await app.runJob('SyncSegments')).summary;
      expect(await runJob()).toEqual({ synced: 0, failed: [] });
      app.clock.advance(24 * 3_600_000);
      expect(await runJob()).toEqual({ synced: 1, failed: [] });
      expect(await membersOf(list)).toEqual([a!.id]);
      const after = (await app.get(`/segments/${segment.id}`)).body;
      expect(after).toMatchObject({ lastCount: 1 });
      expect(new Date(after.nextRunAt!) > app.clock.now()).toBe(true);
      await app.patch(`/segments/${segment.id}`, { status: 'Inactive' });
      app.clock.advance(24 * 3_600_000);
      expect(await runJob()).toEqual({ synced: 0, failed: [] });
    });

    it('two at once add everybody once', async () => {
      const name = city();
      const contacts = await people('x1', 'x2', 'x3', 'x4');
      for (const one of contacts) await app.patch(`/contacts/${one.id}`, { addressCity: name });
      const list = await app.list('fed');
      const segment = await feed(list, inCity(name));
      const runs = await Promise.all([sync(segment), sync(segment), sync(segment)]);
      expect(runs.reduce((sum, run) => sum + run.added, 0)).toBe(4);
      expect((await app.get(`/target-lists/${list.id}`)).body.entryCount).toBe(4);
    });
  });

  describe('a wrong filter is refused with the path of the fault', () => {
    it.each([
      ['an unknown field', { field: 'colour', operator: 'is', value: 'x' }, 'filter.field'],
      [
        'an unknown operator',
        { all: [{ field: 'lastName', operator: 'resembles', value: 'x' }] },
        'filter.all[0].operator',
      ],
      [
        'a value of the wrong type',
        { any: [{ not: { field: 'lastName', operator: 'is', value: 3 } }] },
        'filter.any[0].not.value',
      ],
      ['no such thing', { magic: true }, 'filter'],
      ['something more', { all: [], any: [] }, 'filter.any'],
      ['a list instead of an object', [], 'filter'],
      [
        'a related record that it does not have',
        { field: 'boss.name', operator: 'is', value: 'x' },
        'filter.field',
      ],
      [
        'a field that its account does not have',
        { field: 'account.colour', operator: 'is', value: 'x' },
        'filter.field',
      ],
      [
        'a list that there is none of',
        { memberOf: { targetListIds: ['nothere'] } },
        'filter.memberOf.targetListIds[0]',
      ],
      ['an unknown action', { activity: { action: 'Danced' } }, 'filter.activity.action'],
      [
        'a campaign that there is none of',
        { activity: { action: 'Sent', campaignIds: ['nothere'] } },
        'filter.activity.campaignIds[0]',
      ],
      ['days that are none', { activity: { action: 'Sent', lastDays: -1 } }, 'filter.activity.lastDays'],
      ['__proto__', { field: '__proto__', operator: 'is', value: 'x' }, 'filter.field'],
      ['constructor as operator', { field: 'lastName', operator: 'constructor' }, 'filter.operator'],
      ['SQL', { field: "lastName' OR '1'='1", operator: 'is', value: 'x' }, 'filter.field'],
    ])('%s', async (_what, filter, path) => {
      const { status, problem } = await app.post('/segments/preview', { targetType: 'Contact', filter });
      // What is no object at all is refused by the DTO, by the same name.
      expect([status, problem.errors?.[0]?.field]).toEqual([400, path]);
      expect((await app.post('/segments', { name: 'S', targetType: 'Contact', filter })).status).toBe(400);
    });

    it('nested too deep, or too large', async () => {
      let deep: object = { field: 'lastName', operator: 'isEmpty' };
      for (let i = 0; i < 15; i++) deep = { not: deep };
      expect((await app.post('/segments/preview', { targetType: 'Contact', filter: deep })).status).toBe(400);
      const wide = { any: Array(400).fill({ field: 'lastName', operator: 'isEmpty' }) };
      expect((await app.post('/segments/preview', { targetType: 'Contact', filter: wide })).status).toBe(400);
    });

    it('leaves nothing half done', async () => {
      const before = (await app.get('/segments')).body.meta.totalItems;
      const list = await app.list('L');
      const bad = {
        name: 'S',
        targetType: 'Contact',
        targetListIds: [list.id, 'nothere'],
        filter: { all: [] },
      };
      expect((await app.post('/segments', bad)).status).toBe(400);
      expect((await app.get('/segments')).body.meta.totalItems).toBe(before);
    });
  });

  it('the schema names every field, also of the account, and the conditions', async () => {
    const { body } = await app.get('/segments/schema?targetType=Contact');
    const text = JSON.stringify(body);
    for (const part of ['lastName', 'account.industry', 'memberOf', 'activity', 'olderThanDays'])
      expect(text).toContain(part);
  });

  it('a list that a segment feeds cannot be deleted', async () => {
    const list = await app.list('fed');
    await app.make('/segments', {
      name: 'Feeder',
      targetType: 'Lead',
      filter: { all: [] },
      targetListIds: [list.id],
    });
    const { status, problem } = await app.delete(`/target-lists/${list.id}`);
    expect(status).toBe(409);
    expect(problem.usedBy).toMatchObject([{ type: 'Segment', name: 'Feeder' }]);
  });
});
