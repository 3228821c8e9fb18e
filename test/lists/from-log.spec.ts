import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Schemas } from '../support/api-types.js';
import { onBothDatabases } from '../support/databases.js';
import type { LinkKind } from '../support/links.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('log to list', (kind) => {
  let app: TestApp;
  const campaigns: Schemas['CampaignView'][] = [];
  const mailings: Schemas['SavedMassEmailView'][] = [];
  const people: Record<string, Schemas['ContactView'] | Schemas['LeadView']> = {};

  beforeAll(async () => {
    app = await TestApp.start(kind);
    for (const name of ['a', 'b', 'c']) people[name] = await app.contact(`${name}@one.example`);
    people['d'] = await app.make('/leads', { lastName: 'D', emailAddress: 'd@two.example' });
    for (const index of [0, 1]) {
      const campaign = await app.campaign({ name: `C${index}` });
      const list = await app.list(`L${index}`);
      await app.post(`/target-lists/${list.id}/members`, {
        targetType: 'Contact',
        targetIds: (index === 0 ? ['a', 'b'] : ['b', 'c']).map((name) => people[name]!.id),
      });
      await app.post(`/target-lists/${list.id}/members`, {
        targetType: 'Lead',
        targetIds: [people['d']!.id],
      });
      const mailing = await app.mailing([list.id], {
        campaignId: campaign.id,
        templateId: (await app.template('<a href="https://x.example/">x</a>')).id,
        trackAllLinks: true,
        openTracking: true,
      });
      await app.run();
      campaigns.push(campaign);
      mailings.push(mailing);
      app.clock.advance(86_400_000);
    }
    const visit = async (name: string, kind: LinkKind, how: object = {}) =>
      app.visit(await app.link(people[name]!.emailAddress!, kind), how);
    await visit('b', 'open');
    await visit('d', 'click');
    await visit('c', 'click', { headers: { 'user-agent': 'curl/8' } });
  });

  afterAll(() => app?.stop());

  const names = (ids: (string | null)[]) =>
    Object.keys(people)
      .filter((name) => ids.includes(people[name]!.id))
      .join('');

  /** The count must be what the list then holds. */
  async function select(dto: object): Promise<string> {
    const count = await app.post('/target-lists/from-log/count', dto);
    const list = await app.make('/target-lists/from-log', { name: 'L', ...dto });
    const { body } = await app.get(`/target-lists/${list.id}/members`);
    expect([count.status, count.body.count]).toEqual([200, body.data.length]);
    expect(list.entryCount).toBe(body.data.length);
    return names(body.data.map((one) => one.targetId));
  }

  it.each<[string, () => object, string]>([
    [
      'of several campaigns',
      () => ({ campaignIds: campaigns.map(({ id }) => id), includingActions: ['Sent'] }),
      'abcd',
    ],
    ['of the whole log', () => ({ includingActions: ['Sent'] }), 'abcd'],
    ['of one mass e-mail', () => ({ massEmailIds: [mailings[0]!.id], includingActions: ['Sent'] }), 'abd'],
    [
      'opened but did not click',
      () => ({ includingActions: ['Opened'], excludingActions: ['Clicked'] }),
      'b',
    ],
    [
      'sent but did not open',
      () => ({ campaignId: campaigns[1]!.id, includingActions: ['Sent'], excludingActions: ['Opened'] }),
      'c',
    ],
    ['bots are left out', () => ({ includingActions: ['Clicked'] }), 'd'],
    ['unless asked for', () => ({ includingActions: ['Clicked'], includeBots: true }), 'cd'],
    ['of one record type', () => ({ includingActions: ['Sent'], targetTypes: ['Lead'] }), 'd'],
    ['within dates', () => ({ includingActions: ['Sent'], to: '2027-03-01T12:00:00Z' }), 'abd'],
    ['of a filtered view', () => ({ filter: { addressGroup: 'two.example' } }), 'd'],
    [
      'of a filtered view, less some',
      () => ({ filter: { action: 'Sent', addressGroup: 'one.example' }, excludingActions: ['Opened'] }),
      'ac',
    ],
    ['of a search', () => ({ search: 'a@one' }), 'a'],
    ['nothing included', () => ({ campaignId: campaigns[0]!.id, includingActions: [] }), ''],
  ])('%s', async (_what, dto, expected) => expect(await select(dto())).toBe(expected));

  it('is added to a list that is there', async () => {
    const list = await app.list('mine', [{ targetType: 'Contact', id: people['a']!.id }]);
    const answer = await app.make('/target-lists/from-log', {
      targetListId: list.id,
      massEmailIds: [mailings[0]!.id],
      includingActions: ['Sent'],
    });
    expect(answer).toMatchObject({ id: list.id, entryCount: 3, added: 2 });
  });

  it.each([
    ['neither a name nor a list', { includingActions: ['Sent'] }, 'name'],
    ['an unknown action', { name: 'L', includingActions: ['Danced'] }, 'includingActions'],
    ['a campaign that there is none of', { name: 'L', campaignIds: ['nothere'] }, 'campaignIds'],
    ['a mass e-mail that there is none of', { name: 'L', massEmailIds: ['nothere'] }, 'massEmailIds'],
    [
      'an unknown record type',
      { name: 'L', targetTypes: ['Robot'], includingActions: ['Sent'] },
      'targetTypes',
    ],
    ['an unknown field of the log', { name: 'L', filter: { colour: 'red' } }, 'filter.colour'],
  ])('refused: %s', async (_what, dto, field) => {
    const before = (await app.get('/target-lists')).body.meta.totalItems;
    const { status, problem } = await app.post('/target-lists/from-log', dto);
    expect([status, problem.errors?.[0]?.field]).toEqual([400, field]);
    expect((await app.get('/target-lists')).body.meta.totalItems).toBe(before);
  });
});
