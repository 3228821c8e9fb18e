import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('filters of segments', (kind) => {
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
