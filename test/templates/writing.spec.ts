import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

const MJML =
  '<mjml><mj-body><mj-section><mj-column><mj-text slot="title" slot-kind="line">Hello</mj-text><mj-text slot="lead"><p>Text</p></mj-text></mj-column></mj-section></mj-body></mjml>';

onBothDatabases('writing a letter', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  describe('the working copy', () => {
    const save = (id: string, content: object, basedOn: string | null = null) =>
      app.call<{ modifiedAt: string; content: object }>('PUT', `/api/v1/email-templates/${id}/draft`, {
        content,
        basedOn,
      });
    const draft = async (id: string) => (await app.get(`/email-templates/${id}/draft`)).body;

    it('is kept with its faults, and is not what is sent', async () => {
      const { id } = await app.template('<p>As it was</p>');
      expect(await draft(id)).toEqual({ content: {}, modifiedAt: null, author: null });
      const saved = await save(id, { body: '<p>{{person.fristName}}</p>' });
      expect(saved.status).toBe(200);
      expect(await draft(id)).toMatchObject({
        content: { body: '<p>{{person.fristName}}</p>' },
        author: 'API key "tests"',
      });
      expect((await app.get(`/email-templates/${id}`)).body.body).toBe('<p>As it was</p>');
    });

    it('is published whole or not at all', async () => {
      const { id } = await app.template('<p>As it was</p>');
      const one = await save(id, { subject: 'New', body: '<p>{{person.fristName}}</p>' });
      const refused = await app.post(`/email-templates/${id}/publish`);
      expect([refused.status, refused.problem.errors]).toEqual([
        400,
        [expect.objectContaining({ field: 'body', line: 1 })],
      ]);
      expect((await app.get(`/email-templates/${id}`)).body.subject).toBe('News');
      // Nor is what a PATCH would refuse.
      const lines = await save(id, { subject: 'New\r\nBcc: x@x.example' }, one.body.modifiedAt);
      expect((await app.post(`/email-templates/${id}/publish`)).problem.errors).toMatchObject([
        { field: 'subject' },
      ]);
      await save(id, { subject: 'New', body: '<p>{{person.firstName}}</p>' }, lines.body.modifiedAt);
      const published = (await app.post(`/email-templates/${id}/publish`)).body;
      expect(published).toMatchObject({ subject: 'New', body: '<p>{{person.firstName}}</p>' });
      expect(await draft(id)).toMatchObject({ modifiedAt: null });
    });

    it('of two who write, the later one is told and loses nothing', async () => {
      const { id } = await app.template();
      const first = await save(id, { subject: 'Mine' });
      const blind = await save(id, { subject: 'Theirs' });
      expect([blind.status, blind.problem]).toEqual([
        412,
        expect.objectContaining({
          code: 'changed-meanwhile',
          current: expect.objectContaining({ content: { subject: 'Mine' } }),
        }),
      ]);
      const seen = await save(id, { subject: 'Theirs' }, first.body.modifiedAt);
      expect(seen.status).toBe(200);
      expect((await save(id, { subject: 'Late' }, first.body.modifiedAt)).status).toBe(412);
    });

    it('while it is being sent, changes nothing until it is published; then the rest get the new text', async () => {
      const { list } = await app.listOf(4, `w${Math.random().toString(36).slice(2)}`);
      const template = await app.template('<p>First</p>');
      await app.patch('/settings/outbound-email', { maxPerBatch: 2 });
      await app.mailing([list.id], { templateId: template.id });
      const sent = () => app.smtp.messages.length;
      const before = sent();
      await app.run();
      await save(template.id, { body: '<p>Second</p>' });
      await app.patch('/settings/outbound-email', { maxPerBatch: 1 });
      await app.run();
      await app.post(`/email-templates/${template.id}/publish`);
      await app.patch('/settings/outbound-email', { maxPerBatch: null });
      await app.run();
      const bodies = await Promise.all(
        app.smtp.messages.slice(before).map(async ({ to }) => (await app.smtp.parsed(to)).html),
      );
      expect(bodies.map((html) => /First|Second/.exec(html ?? '')![0])).toEqual([
        'First',
        'First',
        'First',
        'Second',
      ]);
    });
  });

  describe('places that a form fills in', () => {
    it('are named, filled, and made into the letter; what they do not have is refused', async () => {
      const made = await app.template('', { body: undefined, mjml: MJML });
      expect(made.places.map(({ id, kind }) => [id, kind])).toEqual([
        ['title', 'line'],
        ['lead', 'text'],
      ]);
      const { body } = await app.patch(`/email-templates/${made.id}`, {
        slots: { title: { text: 'Good morning' } },
      });
      expect([body.slots, body.body]).toEqual([
        { title: { text: 'Good morning' } },
        expect.stringContaining('Good morning'),
      ]);
      expect(body.body).toContain('<p>Text</p>');
      const unknown = await app.patch(`/email-templates/${made.id}`, { slots: { nowhere: {} } });
      expect(unknown.problem.errors).toMatchObject([{ field: 'slots.nowhere' }]);
      const wrong = await app.patch(`/email-templates/${made.id}`, { slots: { title: { colour: 'red' } } });
      expect(wrong.problem.errors).toMatchObject([{ field: 'slots.title.colour' }]);
      const html = await app.patch(`/email-templates/${made.id}`, { body: '<p>By hand</p>' });
      expect(html.body).toMatchObject({ mjml: null, slots: null, places: [] });
    });
  });

  describe('showing it without saving', () => {
    const render = async (body: object) => (await app.post('/email-templates/render', body)).body;
    const codes = (shown: { checks: { code: string; level: string }[] }) =>
      shown.checks.map(({ code, level }) => `${level} ${code}`);

    it('as a person would get it', async () => {
      const { id } = await app.contact('seen@me.example', { firstName: 'Katarzyna' });
      const shown = await render({
        ...{ subject: 'Hi {{person.firstName}}', preheader: 'For {{person.firstName}}' },
        ...{ mjml: MJML, slots: { lead: { html: '<p>Dear {{person.firstName}}</p>' } } },
        ...{ targetType: 'Contact', targetId: id },
      });
      expect(shown).toMatchObject({ subject: 'Hi Katarzyna', preheader: 'For Katarzyna' });
      expect(shown.html).toMatch(/<p[^>]*>Dear Katarzyna</);
      expect([shown.bytes > 500, shown.fields]).toEqual([true, ['person.firstName']]);
      expect(shown.places.map(({ id }) => id)).toEqual(['title', 'lead']);
    });

    it('tells what is wrong at its place, and what could be better', async () => {
      expect(codes(await render({ subject: '', body: '<p>{{person.fristName}}</p>' }))).toContain(
        'error template-broken',
      );
      const broken = await render({ subject: 'x', body: '<p>\n{{person.fristName}}</p>' });
      expect(broken.checks[0]).toMatchObject({ part: 'body', line: 2 });
      expect(broken.checks[0]!.message).toContain('firstName');
      expect(broken.html).toBeNull();
      const mjml = await render({ subject: 'x', mjml: '<mjml><mj-body><mj-wombat /></mj-body></mjml>' });
      expect(mjml.checks).toMatchObject([{ code: 'mjml', level: 'error', part: 'mjml' }]);
      expect(
        codes(
          await render({
            subject: 'x'.repeat(70),
            body: '<img src="/a.png"><a href="http://a.example/">click here</a>',
          }),
        ).sort(),
      ).toEqual([
        'error image-unseen',
        'hint link-http',
        'hint link-words',
        'hint no-preheader',
        'hint opt-out-added',
        'hint subject-long',
        'warning image-no-alt',
      ]);
    });

    it('by what is there already where nothing else is given', async () => {
      const { id } = await app.template('<p>Known</p>', { preheader: 'p' });
      const shown = await render({ templateId: id, subject: 'Other' });
      expect([shown.subject, shown.html]).toEqual(['Other', expect.stringContaining('Known')]);
    });
  });

  describe('a letter begins', () => {
    const begin = (body: object) => app.post('/mass-emails/begin', body);
    const templateOf = async (letter: { templateId: string | null }) =>
      (await app.get(`/email-templates/${letter.templateId!}`)).body;

    it('with each of six starters, in English and in French, ready to go', async () => {
      const { data } = (await app.get('/starters')).body;
      expect(data).toHaveLength(6);
      await app.patch('/settings/outbound-email', { maxPerBatch: null });
      for (const { id, names } of data)
        for (const language of ['en', 'fr']) {
          const { status, body } = await begin({ starter: id, language });
          expect([id, status, body.name]).toEqual([id, 201, names[language]]);
          const template = await templateOf(body);
          expect(template).toMatchObject({ oneOff: true, starter: id, language });
          expect(template.body).not.toContain('starter:');
          const { errors, warnings } = await app.preflight(body);
          const known = ['no-recipients', 'campaign-planning', 'default-from', 'site-http', 'no-lists'];
          expect([...errors, ...warnings].filter(({ code }) => !known.includes(code))).toEqual([]);
        }
    });

    it('with an earlier one, of which it has its own copy, files and lists as well', async () => {
      const { list } = await app.listOf(1, 'again');
      const file = { name: 'a.txt', contentType: 'text/plain', content: 'aGVsbG8=' };
      const template = await app.template('<p>One</p>', { attachments: [file] });
      const old = await app.mailing([list.id], { templateId: template.id, fromName: 'Claire' });
      const { body } = await begin({ massEmailId: old.id });
      expect(body).toMatchObject({ status: 'Draft', fromName: 'Claire', targetListIds: [list.id] });
      const own = await templateOf(body);
      expect([own.id === template.id, own.attachments.map(({ name }) => name)]).toEqual([false, ['a.txt']]);
    });

    it('with what is pasted, merge tags of other systems translated', async () => {
      const { body } = await begin({ format: 'html', content: '<p>Dear *|FNAME|*</p>', name: 'Pasted' });
      expect((await templateOf(body)).body).toBe('<p>Dear {{person.firstName}}</p>');
      expect((await app.get(`/campaigns/${body.campaignId}`)).body).toMatchObject({
        ...{ name: 'Pasted', type: 'Newsletter', status: 'Active' },
      });
    });

    it('with one thing and no more; what is refused leaves nothing behind', async () => {
      const count = async () => (await app.get('/campaigns')).body.meta.totalItems;
      const before = await count();
      expect((await begin({})).status).toBe(400);
      expect((await begin({ starter: 'newsletter', format: 'html' })).status).toBe(400);
      expect((await begin({ starter: 'none' })).status).toBe(404);
      expect((await begin({ format: 'html', content: '<p>{{nobody.knows}}</p>' })).status).toBe(400);
      expect(await count()).toBe(before);
    });

    it('with words to choose from', async () => {
      const { data } = (await app.get('/email-templates/vocabulary')).body;
      expect(data).toContainEqual({
        ...{ insert: '{{person.firstName}}', group: 'person', name: 'firstName' },
        targetTypes: expect.arrayContaining(['Contact', 'Lead', 'User']),
      });
      expect(data).toContainEqual({ insert: '{optOutLink}', group: 'links', name: 'optOutLink', targetTypes: [] });
    });
  });
});
