import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { type Answer, TestApp } from '../support/test-app.js';

onBothDatabases('collections', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  it('lists refuse what they do not know, by name', async () => {
    for (const [query, field] of [
      ['page=0', 'page'],
      ['limit=100000', 'limit'],
      ['sortBy=nothing:ASC', 'sortBy'],
      ['filter.nothing=1', 'filter.nothing'],
      ['filter.createdAt=soon', 'filter.createdAt'],
      ['filter.firstName=$like:x', 'filter.firstName'],
      ['colour=red', 'colour'],
    ]) {
      const answer = await app.get(`/contacts?${query}`);
      expect([query, answer.status, answer.problem.errors?.[0]?.field]).toEqual([query, 400, field]);
    }
  });

  it('lists page, sort, search and filter', async () => {
    for (const [firstName, lastName] of [
      ['Zoe', 'Page'],
      ['Adam', 'Page'],
      ['Mia', 'Page_'],
    ])
      await app.contact(null, { firstName, lastName });
    const names = async (query: string) =>
      (await app.get(`/contacts?filter.lastName=$ilike:page&${query}`)).body.data.map((one) => one.firstName);
    expect(await names('sortBy=firstName:ASC')).toEqual(['Adam', 'Mia', 'Zoe']);
    expect(await names('sortBy=firstName:DESC&limit=2&page=2')).toEqual(['Adam']);
    expect(await names('search=mia')).toEqual(['Mia']);
    expect(
      (await app.get('/contacts?filter.firstName=$in:Zoe,Mia&filter.lastName=$ilike:page_')).body.data,
    ).toHaveLength(1);
    const { body } = await app.get('/contacts?limit=1&filter.lastName=Page');
    expect(body).toMatchObject({
      meta: { totalItems: 2, currentPage: 1, totalPages: 2, itemsPerPage: 1 },
      links: { next: expect.stringContaining('page=2') },
    });
  });

  it('deleting what is in use is refused with a list of who uses it', async () => {
    const { list } = await app.listOf(1, 'inuse');
    const campaign = await app.campaign({ targetListIds: [list.id] });
    const mailing = await app.mailing([list.id], { campaignId: campaign.id, status: 'Draft' });
    const used = ({ status, problem }: Answer) => [status, problem.usedBy?.map((one) => [one.type, one.id])];
    expect(used(await app.delete(`/target-lists/${list.id}`))).toEqual([
      409,
      [
        ['Campaign', campaign.id],
        ['Mass Email', mailing.id],
      ],
    ]);
    expect(used(await app.delete(`/email-templates/${mailing.templateId}`))).toEqual([
      409,
      [['Mass Email', mailing.id]],
    ]);
    expect(used(await app.delete(`/campaigns/${campaign.id}`))).toEqual([409, [['Mass Email', mailing.id]]]);
    const account = await app.make('/accounts', { name: 'Acme' });
    const employee = await app.contact(null, { accountId: account.id });
    expect(used(await app.delete(`/accounts/${account.id}`))).toEqual([409, [['Contact', employee.id]]]);
  });
});
