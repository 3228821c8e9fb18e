import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { onBothDatabases } from '../support/databases.js';
import { TestApp } from '../support/test-app.js';

onBothDatabases('HTML that arrives', (kind) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start(kind);
  });
  afterAll(() => app?.stop());

  const STYLED = `<html><head><style>p{color:#123456} @media (max-width:600px){p{color:blue}} @media (prefers-color-scheme: dark){p{color:#eee}}</style></head><body class="x"><p title="{{person.firstName}}">Été &eacute; {{#if person.firstName}}<a href="{optOutUrl}">x</a>{{/if}}</p><!--[if mso]><b>o</b><![endif]--></body></html>`;

  it('rules of the head are written to the elements, and stay in the head for those that read it', async () => {
    const mail = await app.sendTo({ firstName: 'A"da' }, { body: STYLED });
    expect(mail.html).toContain('<p style="color: #123456;" title="A&quot;da">Été &eacute; <a href="https://');
    expect(mail.html).toContain('@media (max-width:600px){p{color:blue}}');
    expect(mail.html).toContain('<!--[if mso]><b>o</b><![endif]-->');
    expect(mail.html!.match(/color-scheme"/g)).toHaveLength(1);
    const plain = await app.sendTo({}, { body: STYLED, inlineCss: false });
    expect(plain.html).not.toContain('style="color');
  });

  it('a letter without styles goes out as it was written', async () => {
    const mail = await app.sendTo({}, { body: '<p  CLASS=x>a</P>{optOutUrl}' });
    expect(mail.html).toMatch(/^<p {2}CLASS=x>a<\/P>https:/);
  });

  it('the preheader stands first, unseen, filled in and escaped; the text part does not have it', async () => {
    const mail = await app.sendTo(
      { firstName: '<b>Ada' },
      { body: STYLED, preheader: 'For {{person.firstName}} & all' },
    );
    expect(mail.html).toMatch(/<body class="x"><div style="display:none[^"]*">For &lt;b&gt;Ada &#38; all&#847;/);
    expect(mail.text).not.toContain('& all');
    const wrong = await app.post('/email-templates', {
      name: 'N',
      subject: 'S',
      body: 'x',
      preheader: '{{nobody.knows}}',
    });
    expect(wrong.problem.errors?.[0]?.field).toBe('preheader');
  });

  it('language and direction stand on the root; what a marketer wrote there stays', async () => {
    const mail = await app.sendTo({}, { body: STYLED, language: 'ar' });
    expect(mail.html).toContain('<html lang="ar" dir="rtl">');
    const fragment = await app.sendTo({}, { body: '<p>x</p>', language: 'fr' });
    expect(fragment.html).toMatch(/^<!DOCTYPE html>\r?\n<html lang="fr" dir="ltr"><head><meta charset="utf-8"><\/head><body><p>x/);
    const own = await app.sendTo({}, { body: '<html lang="nl"><body>x</body></html>', language: 'fr' });
    expect(own.html).toContain('<html dir="ltr" lang="nl">');
  });

  const MJML = `<mjml><mj-body><mj-section><mj-column>
    <mj-text>Hello {{default person.firstName "you"}}</mj-text>
    <mj-button href="{optOutUrl}">Leave</mj-button>
  </mj-column></mj-section></mj-body></mjml>`;

  it('MJML becomes the letter when it is saved, and its source is kept until the body is changed itself', async () => {
    const made = await app.make('/email-templates', { name: 'M', subject: 'S', mjml: MJML });
    expect(made).toMatchObject({ mjml: MJML, isHtml: true });
    expect(made.body).toContain('Hello {{default person.firstName "you"}}');
    const mail = await app.sendTo({ firstName: 'Ada' }, { body: undefined as never, mjml: MJML, language: 'fr' });
    expect(mail.html).toContain('Hello Ada');
    expect(mail.html).toMatch(/<html lang="fr" dir="ltr"/);
    const changed = await app.patch(`/email-templates/${made.id}`, { mjml: MJML.replace('Hello', 'Salut') });
    expect(changed.body.body).toContain('Salut');
    const byHand = await app.patch(`/email-templates/${made.id}`, { body: '<p>x</p>' });
    expect(byHand.body).toMatchObject({ mjml: null, body: '<p>x</p>' });
  });

  it.each([
    ['an element that there is none of', '<mjml><mj-body>\n<mj-nothing/></mj-body></mjml>', /^line 2: mj-nothing/],
    ['what is no MJML', '<p>x</p>', /^cannot be read/],
    ['elements without end', '<mj-section>'.repeat(20_000), /^cannot be read/],
  ])('%s is refused by its line', async (_, mjml, words) => {
    const { status, problem } = await app.post('/email-templates', { name: 'N', subject: 'S', mjml });
    expect([status, problem.errors?.[0]?.field]).toEqual([400, 'mjml']);
    expect(problem.errors?.[0]?.reason).toMatch(words);
  });

  it('no file of the server gets into a letter by MJML, and both or none of the sources is refused', async () => {
    const mjml = MJML.replace('<mj-section>', '<mj-include path="/etc/hostname" type="html" /><mj-section>');
    const made = await app.post('/email-templates', { name: 'N', subject: 'S', mjml });
    expect(JSON.stringify(made.body)).not.toContain('<!-- mj-include fails');
    for (const more of [{ mjml: MJML, body: 'x' }, {}])
      expect((await app.post('/email-templates', { name: 'N', subject: 'S', ...more })).problem.errors?.[0]?.field).toBe('body');
  });

  it('preflight tells what mail programs do not show, and what people cannot read', async () => {
    const template = await app.template(
      `<style>div{display:flex}</style>\n<script>x()</script>\n<img src="https://a.example/x.png">\n<a href="https://a.example/"><img src="https://a.example/y.png" alt=""></a>\n${'<p>x</p>'.repeat(14_000)}`,
    );
    const { list } = await app.listOf(1, `advice${kind}`);
    const mailing = await app.mailing([list.id], { status: 'Draft', templateId: template.id });
    const { warnings } = await app.preflight(mailing);
    // Whether the pictures are there at all is for test/media/remote-pictures.spec.ts.
    const isAdvice = ({ code }: { code: string }) => /^(html|image|link)-/.test(code) && code !== 'image-unchecked';
    const found = warnings.filter(isAdvice).map(({ code, line }) => [code, line]);
    expect(found).toEqual([
      ['html-unsupported', 2],
      ['image-no-alt', 3],
      ['link-no-text', 4],
      ['html-unsupported', 1],
      ['html-large', 1],
    ]);
  });
});
