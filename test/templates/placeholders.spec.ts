import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('templates when they are saved', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  it('an unknown placeholder is refused when the template is saved, with its line', async () => {
    const answer = await app.post('/email-templates', {
      name: 'T',
      subject: 'Hi {{persn.firstName}}',
      body: '<p>\n{Person.frstName}\n{trackingUrl:nothing}</p>',
    });
    expect(answer.status).toBe(400);
    expect(answer.problem.errors).toMatchObject([
      { field: 'subject', line: 1, placeholder: '{{persn.firstName}}' },
      { field: 'body', line: 2, placeholder: '{{person.frstName}}' },
      { field: 'body', line: 3, placeholder: '{trackingUrl:nothing}' },
    ]);
  });

  it('a misspelt placeholder names the one that was meant; a tracking URL that is gone is refused', async () => {
    const refused = await app.post('/email-templates', {
      name: 'T',
      subject: 's',
      body: 'Hi {{person.fristName}}',
    });
    expect(refused.problem.errors?.[0]?.reason).toMatch(/person\.firstName/);
    expect(refused.problem.errors?.[0]?.reason.length).toBeLessThan(300);
    const campaign = await app.campaign();
    const url = await app.make('/tracking-urls', {
      campaignId: campaign.id,
      name: 'U',
      url: 'https://x.example/',
    });
    await app.delete(`/tracking-urls/${url.id}`);
    const gone = await app.post('/email-templates', {
      name: 'T',
      subject: 's',
      body: `<a href="{trackingUrl:${url.id}}">x</a>`,
    });
    expect([gone.status, gone.text]).toEqual([400, expect.stringContaining(url.id)]);
  });

  it.each([
    '{{optOutLink "x"}}',
    '{{optOutUrl "x"}}',
    '{{default person.firstName "x" a=(bar)}}',
    '{{#if}}x{{/if}}',
    '{{#if person.firstName person.lastName}}x{{/if}}',
    '{{date "2020" "xx-invalid-locale-zzz"}}',
    '<div>'.repeat(30_000),
    `{{default ${'(default '.repeat(6_000)}`,
    '<!--[if mso]>'.repeat(20_000),
  ])('what could not be rendered is refused when it is saved (%#)', async (body) => {
    const answer = await app.post('/email-templates', { name: 'T', subject: 's', body });
    if (answer.status === 201)
      expect((await app.get(`/email-templates/${answer.body.id}/preview`)).status).toBe(200);
    else expect(answer.status).toBe(400);
  });

  it('templates can be marked one-off and left out of the choice', async () => {
    await app.template('x', { name: 'usual' });
    await app.template('x', { name: 'once', oneOff: true });
    const names = (await app.get('/email-templates?filter.oneOff=false&limit=100')).body.data.map(
      (one) => one.name,
    );
    expect(names).toContain('usual');
    expect(names).not.toContain('once');
  });
});
