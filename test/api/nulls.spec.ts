import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

/** A PATCH may null what may be empty; a field that may not is refused by name, never by the database. */
onBothDatabases('a null where none may be', (kind) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await TestApp.start(kind);
  });

  afterAll(() => app?.stop());

  async function made(path: string, values: object): Promise<{ id: string }> {
    const answer = await app.call<{ id: string }>('POST', `/api/v1/${path}`, values);
    expect(answer.status).toBe(201);
    return answer.body;
  }

  it.each<[string, (campaignId: string, listId: string) => object]>([
    ['target-lists', () => ({ name: 'L', category: 'c' })],
    ['campaigns', () => ({ name: 'C' })],
    ['accounts', () => ({ name: 'A' })],
    ['contacts', () => ({ lastName: 'C' })],
    ['leads', () => ({ lastName: 'L' })],
    ['users', () => ({ lastName: 'U', userName: 'u' })],
    ['email-templates', () => ({ name: 'T', subject: 'S', body: 'B' })],
    ['smtp-accounts', () => ({ name: 'S', host: 'h' })],
    ['group-mailboxes', () => ({ name: 'G', host: 'h', username: 'u' })],
    ['segments', () => ({ name: 'S', targetType: 'Contact', filter: { all: [] } })],
    ['tracking-urls', (campaignId) => ({ name: 'U', campaignId, url: 'https://x.example/' })],
    ['mass-emails', () => ({ name: 'M' })],
    ['lead-forms', (campaignId, targetListId) => ({ name: 'F', campaignId, targetListId })],
  ])('%s', async (path, make) => {
    const campaign = await app.campaign();
    const list = await app.list('for forms');
    const record = await made(path, make(campaign.id, list.id));
    for (const field of Object.keys(record)) {
      const { status, problem, text } = await app.patch(`/${path}/${record.id}`, { [field]: null });
      expect([path, field, status, text]).toEqual([path, field, status < 500 ? status : 'below 500', text]);
      if (status === 400) expect(problem.errors?.map((one) => one.field)).toContain(field);
    }
  });
});
