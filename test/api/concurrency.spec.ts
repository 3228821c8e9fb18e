import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('two people in one record', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  const tagged = async (path: string) => {
    const answer = await app.call<Record<string, unknown>>('GET', `/api/v1${path}`);
    return { tag: String(answer.headers['etag']), view: answer.body };
  };
  const change = (path: string, body: object, tag: string, method = 'PATCH') =>
    app.call<Record<string, unknown>>(method, `/api/v1${path}`, body, { 'if-match': tag });

  it('the later save is refused, and shown what the earlier one did', async () => {
    const { id } = await app.list('A');
    const seen = await tagged(`/target-lists/${id}`);
    const first = await change(`/target-lists/${id}`, { name: 'B' }, seen.tag);
    expect(first.status).toBe(200);
    const second = await change(`/target-lists/${id}`, { name: 'C' }, seen.tag);
    expect([second.status, second.problem]).toEqual([
      412,
      expect.objectContaining({
        code: 'changed-meanwhile',
        current: expect.objectContaining({ name: 'B' }),
        currentTag: first.headers['etag'],
      }),
    ]);
    const third = await change(`/target-lists/${id}`, { name: 'C' }, String(first.headers['etag']));
    expect([third.status, third.body['name']]).toEqual([200, 'C']);
  });

  it('of many who save at once one gets through', async () => {
    const { id } = await app.list('At once');
    const { tag } = await tagged(`/target-lists/${id}`);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, number) => change(`/target-lists/${id}`, { name: `N${number}` }, tag)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(412)]);
  });

  it('deleting and acting as well; without If-Match everything is as it was', async () => {
    const { list } = await app.listOf(1, `cc${Math.random()}`);
    const mailing = await app.mailing([list.id], { status: 'Draft' });
    const seen = await tagged(`/mass-emails/${mailing.id}`);
    await app.patch(`/mass-emails/${mailing.id}`, { name: 'Other' });
    expect((await change(`/mass-emails/${mailing.id}/cancel`, {}, seen.tag, 'POST')).status).toBe(412);
    const gone = await app.call('DELETE', `/api/v1/mass-emails/${mailing.id}`, undefined, {
      'if-match': seen.tag,
    });
    expect(gone.status).toBe(412);
    const now = await tagged(`/mass-emails/${mailing.id}`);
    expect((await change(`/mass-emails/${mailing.id}/cancel`, {}, now.tag, 'POST')).status).toBe(200);
  });

  it('settings too', async () => {
    const seen = await tagged('/settings/sending');
    expect((await change('/settings/sending', { undoSeconds: 30 }, seen.tag)).status).toBe(200);
    expect((await change('/settings/sending', { undoSeconds: 40 }, seen.tag)).status).toBe(412);
    await app.patch('/settings/sending', { undoSeconds: null });
  });

  it('a refused change leaves nothing behind', async () => {
    const { id } = await app.list('Whole');
    const { tag } = await tagged(`/target-lists/${id}`);
    expect((await change(`/target-lists/${id}`, { name: 'X', lessOftenDays: 0 }, tag)).status).toBe(400);
    expect((await tagged(`/target-lists/${id}`)).tag).toBe(tag);
  });

  describe('what somebody needs to know first', () => {
    it('the installation, and who one is', async () => {
      expect((await app.get('/instance')).body).toMatchObject({
        siteUrl: 'https://crm.example.com',
        developmentInbox: null,
        undoSeconds: 60,
        channels: [{ name: 'email', campaignTypes: ['Email', 'Newsletter', 'Informational Email'] }],
        recordTypes: ['Account', 'Contact', 'Lead', 'User'],
      });
      expect((await app.get('/auth/me')).body).toMatchObject({ isProgram: true, role: 'admin' });
    });

    it('kinds of records, and records of each', async () => {
      const contact = await app.contact('find@me.example', { firstName: 'Zora', lastName: 'Findme' });
      const { data } = (await app.get('/record-types')).body;
      expect(data.map(({ type, isImportable }) => [type, isImportable])).toContainEqual(['Contact', true]);
      const page = (await app.get('/records/Contact?search=Findme')).body;
      expect(page.data).toMatchObject([{ id: contact.id, name: 'Zora Findme', address: 'find@me.example' }]);
      expect((await app.get(`/records/Contact/${contact.id}`)).body.name).toBe('Zora Findme');
      expect((await app.get('/records/Wombat')).status).toBe(400);
      expect((await app.get('/records/Contact/none')).status).toBe(404);
    });

    it('things of all kinds by name', async () => {
      await app.contact('s@search.example', { firstName: 'Quelle', lastName: 'Surprise' });
      await app.campaign({ name: 'Surprise campaign' });
      await app.list('Surprise list');
      const { data } = (await app.get('/search?q=surprise')).body;
      expect(data.map(({ type, name }) => `${type}: ${name}`)).toEqual([
        'Campaign: Surprise campaign',
        'Target List: Surprise list',
        'Contact: Quelle Surprise',
      ]);
    });
  });
});
